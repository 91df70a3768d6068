package io.llmlb.core.supervise;

import static io.llmlb.core.supervise.Plant.id;
import static org.assertj.core.api.Assertions.assertThat;

import io.llmlb.core.act.LoadBalancingMode;
import io.llmlb.core.act.PoolUse;
import io.llmlb.core.act.PoolUse.Entrance;
import io.llmlb.core.observe.Needs;
import io.llmlb.core.observe.Signal;
import io.llmlb.core.supervise.Actuation.Status;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ActuationTest {
    private static final Entrance GOOD = new Entrance("/Common/good", true, true, true, "");
    private static final Entrance KEEPS = new Entrance("/Common/keeps", true, true, false, "");
    private static final Entrance COOKIE = new Entrance("/Common/cookie", true, true, true, "cookie");

    private static Optional<PoolUse> use(Entrance... entrances) {
        return Optional.of(new PoolUse(List.of(entrances)));
    }

    /** The device sends as if all ratios were equal. */
    private static Plant equalised(Entrance... entrances) {
        Plant plant = new Plant(1, 20, 8, 1, 1);
        plant.device = member -> id(1 + plant.random.nextInt(3));
        plant.use = use(entrances);
        return plant;
    }

    /** One connection in two stays with the member of the smallest ratio. */
    private static Plant keptAlive() {
        Plant plant = new Plant(3, 20, 8, 1, 1, 1);
        plant.device = member -> plant.random.nextInt(2) == 0 ? id(4) : member;
        return plant;
    }

    @Test
    void whereTheRatiosAreFollowedAllIsWell() {
        Plant plant = new Plant(1, 20, 4, 2, 1, 1);
        plant.use = use(GOOD);
        Actuation.Finding finding = plant.run(600);
        assertThat(finding.status()).isEqualTo(Status.OK);
        assertThat(finding.sentence()).isEmpty();
        assertThat(finding.notes()).isEmpty();
        assertThat(plant.actuation.trusted()).isTrue();
        assertThat(finding.asked().get(id(1))).isEqualTo(0.5);
        assertThat(finding.sent().get(id(1))).isBetween(0.4, 0.6);
        assertThat(finding.received().get(id(1))).isBetween(0.4, 0.6);
    }

    @Test
    void connectionsThatKeepTheirMemberAreNamedWithTheVirtualServer() {
        Plant plant = keptAlive();
        plant.use = use(GOOD, KEEPS);
        assertThat(plant.until(Status.GAP, 600)).isLessThanOrEqualTo(120);
        assertThat(plant.finding.sentence())
                .startsWith("BIG-IP does not follow the ratios: 10.0.0.4:8000 was sent 5")
                .endsWith("and its ratio asks for 9 %; requests stay on the connection they came on:"
                        + " the virtual server /Common/keeps has no OneConnect profile");
        assertThat(plant.actuation.trusted()).isFalse();
        assertThat(plant.finding.notes())
                .containsExactly("the virtual server /Common/keeps has no OneConnect profile: each client connection"
                        + " keeps its member");
    }

    @Test
    void aVirtualServerThatIsNotKnownIsOnlySuspected() {
        Plant plant = keptAlive();
        plant.until(Status.GAP, 600);
        assertThat(plant.finding.sentence())
                .endsWith("; probably requests stay on the connection they came on: give the virtual server a"
                        + " OneConnect profile");
    }

    @Test
    void anIRuleThatMaySelectThePoolIsSaidToBeNoMore() {
        Plant plant = keptAlive();
        plant.use = use(new Entrance("/Common/front", false, true, false, ""));
        plant.until(Status.GAP, 600);
        assertThat(plant.finding.sentence())
                .endsWith("the virtual server /Common/front, whose iRule may select this pool, has no OneConnect"
                        + " profile");
        assertThat(plant.finding.notes()).singleElement().asString().contains("whose iRule may select this pool");
    }

    @Test
    void persistenceIsNamed() {
        Plant plant = equalised(COOKIE);
        assertThat(plant.until(Status.GAP, 600)).isLessThanOrEqualTo(120);
        assertThat(plant.finding.sentence())
                .startsWith("BIG-IP does not follow the ratios: 10.0.0.1:8000 was sent 3")
                .contains("requests, and its ratio asks for 80 %; ")
                .endsWith("the virtual server /Common/cookie has persistence cookie, which sends returning clients to"
                        + " the member that they had");
        assertThat(plant.finding.notes())
                .containsExactly("the virtual server /Common/cookie has persistence cookie, which overrides ratios for"
                        + " returning clients");
    }

    @Test
    void severalVirtualServersAreNamedWhenNothingElseIs() {
        Plant plant = equalised(GOOD, new Entrance("/Common/second", true, true, true, ""));
        plant.until(Status.GAP, 600);
        assertThat(plant.finding.sentence())
                .endsWith("several virtual servers lead to this pool (/Common/good, /Common/second): look for one that"
                        + " chooses members in its own way");
    }

    @Test
    void whatIsNotKnownIsSaidToBeLookedFor() {
        Plant plant = equalised(GOOD);
        plant.until(Status.GAP, 600);
        assertThat(plant.finding.sentence())
                .endsWith("look for persistence, an iRule that chooses members, connection limits, priority groups, and"
                        + " ratios too large for so little traffic");
    }

    @Test
    void whereNoRequestsAreCountedConnectionsAre() {
        Plant plant = equalised(new Entrance("/Common/raw", true, false, false, ""));
        plant.http = false;
        plant.newConnections = 1;
        plant.until(Status.GAP, 600);
        assertThat(plant.finding.sentence()).contains("was sent 3").contains(" connections, and its ratio");
        assertThat(plant.finding.notes())
                .containsExactly(
                        "the virtual server /Common/raw has no HTTP profile: connections are balanced, not requests");
    }

    @Test
    void connectionsThatAreBalancedWhileRequestsAreNotAreSeenAtTheServers() {
        Plant plant = new Plant(1, 20, 4, 1, 1);
        plant.http = false;
        plant.newConnections = 1;
        plant.others.put(id(2), 30.0);
        plant.until(Status.GAP, 600);
        assertThat(plant.finding.sentence())
                .startsWith("the servers do not count what BIG-IP sends them: 10.0.0.2:8000 counts ")
                .endsWith("; BIG-IP balances connections, not requests, as no virtual server has an HTTP profile");
    }

    @Test
    void swappedMetricsAreNamed() {
        Plant plant = new Plant(1, 20, 6, 1, 2, 2);
        plant.mistaken.put(id(1), id(2));
        plant.mistaken.put(id(2), id(1));
        assertThat(plant.until(Status.GAP, 600)).isLessThanOrEqualTo(240);
        assertThat(plant.finding.sentence())
                .startsWith("the servers do not count what BIG-IP sends them: 10.0.0.2:8000 counts 5")
                .endsWith("the metrics of 10.0.0.1:8000 and 10.0.0.2:8000 seem to be swapped: check the address"
                        + " mapping");
    }

    @Test
    void metricsThatWentRoundAreNamed() {
        Plant plant = new Plant(1, 40, 12, 5, 1, 3);
        plant.mistaken.put(id(1), id(2));
        plant.mistaken.put(id(2), id(3));
        plant.mistaken.put(id(3), id(1));
        plant.until(Status.GAP, 600);
        assertThat(plant.finding.sentence())
                .endsWith("the metrics of 10.0.0.1:8000 and 10.0.0.2:8000 and 10.0.0.3:8000 seem to be mixed up: check"
                        + " the address mapping");
    }

    @Test
    void anotherClientIsNamed() {
        Plant plant = new Plant(1, 20, 1, 1, 1);
        plant.others.put(id(3), 15.0);
        plant.until(Status.GAP, 600);
        assertThat(plant.finding.sentence())
                .startsWith("the servers do not count what BIG-IP sends them: 10.0.0.3:8000 counts ")
                .endsWith("another client than this BIG-IP, or another virtual server or pool, sends requests to these"
                        + " servers");
    }

    @Test
    void aServerThatCountsLessThanItWasSentIsNamed() {
        Plant plant = new Plant(1, 20, 2, 1, 1);
        plant.refusing.add(id(1));
        plant.until(Status.GAP, 600);
        assertThat(plant.finding.sentence())
                .contains("10.0.0.1:8000 counts 0 % of ")
                .endsWith("some metrics may be another server's, or a server may refuse requests: check the address"
                        + " mapping");
    }

    @Test
    void byConnectionsTooOnlyTheMappingIsChecked() {
        Plant plant = equalised(GOOD);
        plant.mode = LoadBalancingMode.RATIO_LEAST_CONNECTIONS;
        assertThat(plant.run(1200).status()).isEqualTo(Status.OK);
        plant.device = member -> member;
        plant.mistaken.put(id(1), id(2));
        plant.mistaken.put(id(2), id(1));
        plant.until(Status.GAP, 600);
        assertThat(plant.finding.sentence()).contains("seem to be swapped");
    }

    @Test
    void whereRatiosAreIgnoredNothingIsAskedOrFound() {
        Plant plant = equalised(KEEPS);
        plant.mode = LoadBalancingMode.OTHER;
        assertThat(plant.run(1200)).isEqualTo(Actuation.Finding.NONE);
        assertThat(plant.countsRead + plant.useRead).isZero();
    }

    @Test
    void aGapIsForgottenOneBlockAfterItsEnd() {
        Plant plant = equalised(GOOD);
        plant.until(Status.GAP, 600);
        plant.run(600);
        assertThat(plant.finding.status()).isEqualTo(Status.GAP);
        plant.device = member -> member;
        assertThat(plant.until(Status.OK, 600)).isLessThanOrEqualTo(100);
        assertThat(plant.finding.sentence()).isEmpty();
        assertThat(plant.actuation.trusted()).isTrue();
    }

    @Test
    void aGapWithoutTrafficIsForgotten() {
        Plant plant = equalised(GOOD);
        plant.until(Status.GAP, 600);
        plant.perSecond = 0;
        assertThat(plant.until(Status.OK, 3600)).isBetween(500.0, 700.0);
    }

    @Test
    void theDeviceIsAskedSeldom() {
        Plant plant = new Plant(1, 20, 4, 1);
        plant.use = use(GOOD);
        plant.run(1800);
        assertThat(plant.countsRead).isBetween(110, 120);
        assertThat(plant.useRead).isBetween(3, 4);
    }

    @Test
    void whatThePoolIsUsedForIsAskedAgainWhenAGapIsFound() {
        Plant plant = equalised(GOOD);
        plant.run(30);
        plant.use = use(COOKIE);
        plant.until(Status.GAP, 600);
        assertThat(plant.finding.sentence()).contains("persistence cookie");
        assertThat(plant.useRead).isEqualTo(2);
    }

    @Test
    void aDeviceWithoutTimeIsLetAloneForHalfAMinute() {
        Plant plant = new Plant(11, 5, 3, 1);
        plant.hasTime = false;
        plant.run(28);
        assertThat(plant.countsRead + plant.useRead).isZero();
        plant.run(6);
        assertThat(plant.countsRead + plant.useRead).isPositive();
    }

    @Test
    void aSingleMemberIsNotCompared() {
        Plant plant = new Plant(1, 20, 4);
        plant.use = use(COOKIE);
        assertThat(plant.run(600).notes()).hasSize(1);
        assertThat(plant.countsRead).isZero();
    }

    @Test
    void aDeviceThatDoesNotAnswerIsNoted() {
        Plant plant = new Plant(1, 20, 4, 1);
        plant.failure = new IllegalStateException("with a secret");
        assertThat(plant.run(60).notes())
                .containsExactly("whether /vllm/Shared/p follows its ratios cannot be checked: IllegalStateException");
        plant.failure = null;
        assertThat(plant.run(60).notes()).isEmpty();
    }

    @Test
    void whatChangesMeanwhileIsNoGap() {
        Plant plant = new Plant(5, 20, 4, 2, 1, 1);
        plant.use = use(GOOD);
        for (int i = 0; i < 20; i++) {
            plant.down.add(id(1));
            plant.run(70);
            assertThat(plant.finding.sentence()).isEmpty();
            plant.down.clear();
            plant.join(5, 9);
            plant.run(70);
            assertThat(plant.finding.sentence()).isEmpty();
            plant.leave(5);
            plant.recount(2);
            plant.restart(3);
            plant.run(70);
            assertThat(plant.finding.sentence()).isEmpty();
            plant.now = plant.now.minusSeconds(1000);
            plant.run(70);
            plant.now = plant.now.plusSeconds(5000);
            plant.run(70);
            assertThat(plant.finding.sentence()).isEmpty();
        }
    }

    @Test
    void trafficThatComesAndGoesInTimeWithTheRatiosIsNoGap() {
        Plant plant = new Plant(1, 40, 9, 1);
        plant.use = use(GOOD);
        plant.controller = () -> {
            boolean busy = plant.now.getEpochSecond() / 6 % 2 == 0;
            plant.ratios(busy ? 9 : 1, busy ? 1 : 9);
            plant.perSecond = busy ? 40 : 2;
            assertThat(plant.finding.sentence()).isEmpty();
        };
        plant.run(1800);
        assertThat(plant.finding.asked().get(id(1))).isBetween(0.3, 0.7);
        assertThat(plant.finding.sent().get(id(1))).isGreaterThan(0.75);
    }

    @Test
    void itNeedsToKnowWhatServersReceivedUnlessNobodyNeedsAnything() {
        Actuation actuation = new Plant(1, 1, 1).actuation;
        Needs needs = new Needs(Set.of(Signal.QUEUE_TIME), Set.of(Signal.QUEUE_TIME), Duration.ofSeconds(40));
        assertThat(actuation.needs(needs))
                .isEqualTo(new Needs(
                        Set.of(Signal.QUEUE_TIME, Signal.FINISHED, Signal.RUNNING, Signal.WAITING),
                        Set.of(Signal.QUEUE_TIME),
                        Duration.ofSeconds(40)));
        Needs nothing = new Needs(Set.of(), Set.of(), Duration.ofSeconds(1));
        assertThat(actuation.needs(nothing)).isEqualTo(nothing);
    }
}
