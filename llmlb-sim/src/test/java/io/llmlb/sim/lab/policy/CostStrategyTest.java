package io.llmlb.sim.lab.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.llmlb.core.act.PoolMember;
import io.llmlb.core.decide.StrategyOptions;
import io.llmlb.core.observe.Signal;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CostStrategyTest {
    private static final ArticleCost UNIT = ArticleCost.of(StrategyOptions.NONE);

    /** Of members that cost 0, 4 and 19. */
    @ParameterizedTest
    @CsvSource({
        "INVERSE,       100, 20,                 5",
        "MAX_MINUS,     20,  16,                 1",
        "PROPORTIONAL,  100, 82.782608695652174, 18.217391304347826",
        "HUNDRED_MINUS, 100, 96,                 81",
    })
    void readingsAreOfTheCosts(ArticleReading reading, double first, double second, double third) {
        assertThat(three(0, 4, 19).values(new CostStrategy(UNIT, reading)))
                .satisfiesExactly(
                        value -> assertThat(value).isCloseTo(first, within(1e-9)),
                        value -> assertThat(value).isCloseTo(second, within(1e-9)),
                        value -> assertThat(value).isCloseTo(third, within(1e-9)));
    }

    @Test
    void aRatioIsOneWhereItWouldBeLess() {
        assertThat(three(0, 99.5, 500).values(new CostStrategy(UNIT, ArticleReading.HUNDRED_MINUS)))
                .containsExactly(100.0, 1.0, 1.0);
    }

    @ParameterizedTest
    @CsvSource({"INVERSE, 100", "MAX_MINUS, 1", "PROPORTIONAL, 100", "HUNDRED_MINUS, 100"})
    void withoutQueuesAllAreEqual(ArticleReading reading, double ratio) {
        assertThat(three(0, 0, 0).values(new CostStrategy(UNIT, reading))).containsExactly(ratio, ratio, ratio);
    }

    @Test
    void theCostIsTheWeightedSum() {
        ArticleCost cost = ArticleCost.of(new StrategyOptions(Map.of("coefNrw", "2", "coefRqt", "10")));
        Scraped scraped = new Scraped().member().gauge(Signal.WAITING, 3).queueTimes();

        assertThat(scraped.decide(new CostStrategy(cost, ArticleReading.INVERSE))
                        .byMember()
                        .values())
                .singleElement()
                .satisfies(weight -> {
                    assertThat(weight.terms().get("cost")).isCloseTo(10.6, within(1e-9));
                    assertThat(weight.value()).isCloseTo(100 / 11.6, within(1e-9));
                });
    }

    @Test
    void aServerThatTellsNothingIsNotJudged() {
        Scraped scraped = new Scraped()
                .member()
                .gauge(Signal.WAITING, 3)
                .member()
                .member()
                .queueTimes();

        assertThat(scraped.values(new CostStrategy(UNIT, ArticleReading.MAX_MINUS)))
                .containsExactly(1.0, null, null);
    }

    @Test
    void capacitiesAreDividedByTheCosts() {
        Scraped scraped = three(0, 10, 10);
        List<PoolMember> members = scraped.state().members();
        CapacityInverse law = new CapacityInverse(
                Map.of(members.get(0).path(), 8.0, members.get(1).path(), 16.0), 0.1);

        assertThat(scraped.values(new CostStrategy(UNIT, law))).containsExactly(8.0, 8.0, 6.0);
    }

    private static Scraped three(double... waiting) {
        Scraped scraped = new Scraped();
        for (double requests : waiting) {
            scraped.member().gauge(Signal.WAITING, requests);
        }
        return scraped;
    }
}
