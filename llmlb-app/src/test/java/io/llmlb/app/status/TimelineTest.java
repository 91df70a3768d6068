package io.llmlb.app.status;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.llmlb.core.MemberId;
import io.llmlb.core.PoolName;
import io.llmlb.core.act.Availability;
import io.llmlb.core.act.PoolMember;
import io.llmlb.core.act.WriteReport;
import io.llmlb.core.control.Cycle;
import io.llmlb.core.control.MemberCycle;
import io.llmlb.core.control.OtherWriters;
import io.llmlb.core.decide.Weight;
import io.llmlb.core.observe.Reading;
import io.llmlb.core.supervise.Harm;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class TimelineTest {
    private static final PoolName POOL = new PoolName("/vllm/p");
    private static final Instant BEGIN = Instant.parse("2026-11-23T03:00:00Z");

    @Test
    void columnsAreAsLongAsTimeAndHaveGapsWhereAMemberWasNotThere() {
        JsonNode data = data(
                cycle(0, Map.of(), member("a", 1, 1, WriteReport.Outcome.UNCHANGED)),
                cycle(
                        1,
                        Map.of(),
                        member("a", 1, 3, WriteReport.Outcome.WRITTEN),
                        member("b", 1, 1, WriteReport.Outcome.UNCHANGED)));

        assertThat(data.path("at")).hasSize(2);
        assertThat(data.path("members").path(0).path("ratio").toString()).isEqualTo("[1,3]");
        assertThat(data.path("members").path(1).path("ratio").toString()).isEqualTo("[null,1]");
        assertThat(data.path("members").path(0).path("share").toString()).isEqualTo("[1.0,0.75]");
        assertThat(data.path("members").path(0).path("ttftMs").toString()).isEqualTo("[250.0,250.0]");
        assertThat(data.path("events").findValuesAsText("text")).anyMatch(text -> text.contains("1 -> 3"));
    }

    @Test
    void whatWasOnlyWantedIsNotInForce() {
        JsonNode data = data(cycle(
                0,
                Map.of(),
                member("a", 1, 9, WriteReport.Outcome.WITHHELD),
                member("b", 2, 5, WriteReport.Outcome.DEFERRED),
                member("c", 3, 7, WriteReport.Outcome.FAILED)));

        assertThat(data.path("members").findValues("ratio").toString()).isEqualTo("[[1], [2], [3]]");
        assertThat(data.path("events").findValuesAsText("kind")).doesNotContain("ratio");
    }

    @Test
    void aGuardThatComesAndGoesSetsInOnce() {
        List<Cycle> cycles = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            boolean acts = i < 40 ? i % 2 == 0 : i == 90;
            cycles.add(cycle(
                    i, acts ? Map.of("deadband", 1) : Map.of(), member("a", 1, 1, WriteReport.Outcome.UNCHANGED)));
        }

        JsonNode data = data(cycles.toArray(Cycle[]::new));
        assertThat(data.path("events").findValuesAsText("text"))
                .containsExactly("deadband acts on 1 member", "deadband acts on 1 member");
    }

    private static JsonNode data(Cycle... cycles) {
        return new ObjectMapper().valueToTree(new Timeline(POOL, List.of(cycles), Map.of()).data());
    }

    private static Cycle cycle(int second, Map<String, Integer> guards, MemberCycle... members) {
        return new Cycle(
                POOL,
                BEGIN.plusSeconds(second),
                Duration.ZERO,
                Duration.ZERO,
                Cycle.Outcome.DONE,
                List.of(members),
                guards,
                Harm.NONE,
                OtherWriters.NONE,
                List.of(),
                null);
    }

    private static MemberCycle member(String name, int before, int ratio, WriteReport.Outcome outcome) {
        MemberId id = MemberId.of("10.0.0." + (name.charAt(0) - 'a' + 1), 80);
        return new MemberCycle(
                new PoolMember(id, "/vllm/" + id, before, Availability.AVAILABLE),
                Optional.of(Duration.ofSeconds(1)),
                new Reading(
                        OptionalDouble.of(1), OptionalDouble.of(0), OptionalDouble.empty(), OptionalDouble.of(0.25)),
                OptionalDouble.empty(),
                Weight.of(1, "because"),
                List.of(),
                ratio,
                ratio,
                outcome);
    }
}
