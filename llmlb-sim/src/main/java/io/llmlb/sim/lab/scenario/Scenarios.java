package io.llmlb.sim.lab.scenario;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** The scenarios by name. But for {@link #REASONING} a run takes 500 s, of which 80 s are warm-up. */
public final class Scenarios {
    private static final List<String> MIX = servers(2, "h100", 4, "a100", 2, "l40s");

    /** Eight equal servers; where nothing can be won, and nothing must be lost. */
    public static final Scenario EQUAL = Scenario.of("equal", servers(8, "a100"))
            .description("Eight equal servers: nothing can be won, and nothing must be lost.")
            .build();

    /** Unequal servers. */
    public static final Scenario MIXED =
            mixed("mixed").description("Unequal servers.").build();

    /** Very unequal servers. */
    public static final Scenario EXTREME = Scenario.of("extreme", servers(2, "h100", 4, "a100", 2, "l4"))
            .description("Very unequal servers.")
            .build();

    /** One a100 at 40 % of its speed from 175 s to 375 s. */
    public static final Scenario DEGRADE = mixed("degrade")
            .description("One a100 runs at 40 % of its speed from 175 s to 375 s.")
            .slow(3, 2.5, seconds(175), seconds(375))
            .watch(seconds(175), seconds(375))
            .build();

    /** A cold h100 joins at 200 s, at half speed for 15 s. */
    public static final Scenario JOIN = mixed("join")
            .description("A cold h100 joins at 200 s, at half speed for 15 s.")
            .join("h100", seconds(200))
            .slow(8, 2, seconds(200), seconds(215))
            .watch(seconds(200), seconds(400))
            .build();

    /** An h100 leaves the pool at 250 s; its requests go on. */
    public static final Scenario LEAVE = mixed("leave")
            .description("An h100 leaves the pool at 250 s; its requests go on.")
            .leave(0, seconds(250))
            .watch(seconds(250), seconds(475))
            .build();

    /** Two a100 with noisy neighbours: 1.6 times as slow for 20 s of every 40, in turns. */
    public static final Scenario NOISY = noisy();

    /** From 250 s on requests are those of Azure's code completion: long prompts, short answers, at the same load. */
    public static final Scenario SHIFT = mixed("shift")
            .description("From 250 s on requests are those of Azure's code completion, at the same load.")
            .lengths("azure_code", seconds(250))
            .watch(seconds(250), seconds(475))
            .build();

    /** From 200 s to 350 s one server is not scraped and the page of another stands still. */
    public static final Scenario FROZEN = mixed("frozen")
            .description("From 200 s to 350 s one server is not scraped and the page of another stands still.")
            .unscraped(2, seconds(200), seconds(350))
            .frozen(3, seconds(200), seconds(350))
            .build();

    /** An a100 crashes at 250 s and is back after 30 s. */
    public static final Scenario RESTART = mixed("restart")
            .description("An a100 crashes at 250 s and is back after 30 s.")
            .restart(2, seconds(250), seconds(30))
            .watch(seconds(250), seconds(400))
            .build();

    /** Prometheus fails from 200 s on for two minutes. */
    public static final Scenario OUTAGE = mixed("outage")
            .description("Prometheus fails from 200 s on for two minutes.")
            .outage(seconds(200), seconds(320))
            .build();

    /** AS3 posts its declaration at 200 s, 250 s and 300 s. */
    public static final Scenario AS3_RESET = mixed("as3-reset")
            .description("AS3 posts its declaration at 200 s, 250 s and 300 s.")
            .as3Reset(seconds(200))
            .as3Reset(seconds(250))
            .as3Reset(seconds(300))
            .build();

    /** More requests than the servers can serve: a load of 1.05, whatever is asked for. */
    public static final Scenario OVERLOAD = mixed("overload")
            .description("More requests than the servers can serve: a load of 1.05, whatever is asked for.")
            .alwaysAtLoad(1.05)
            .build();

    /** A 70B model on four servers at 3 requests/s, whatever load is asked for: few requests for a rotation. */
    public static final Scenario LOWRATE = Scenario.of("lowrate", servers(2, "h100x4-70b", 2, "a100x4-70b"))
            .description("A 70B model on four servers at 3 requests/s, whatever load is asked for.")
            .alwaysAtRate(3)
            .tmms(List.of(1, 4, 16))
            .build();

    /** Answers of a reasoning model: 3,000 tokens on average; 1,500 s, of which 300 s are warm-up. */
    public static final Scenario REASONING = mixed("reasoning")
            .description("Answers of a reasoning model: 3,000 tokens on average.")
            .lengths("servegen_r1")
            .lasts(seconds(1500), seconds(300))
            .tmms(List.of(1, 4, 16))
            .build();

    /** All of them. */
    public static final List<Scenario> ALL = List.of(
            EQUAL, MIXED, EXTREME, DEGRADE, JOIN, LEAVE, NOISY, SHIFT, FROZEN, RESTART, OUTAGE, AS3_RESET, OVERLOAD,
            LOWRATE, REASONING);

    private Scenarios() {}

    /**
     * The scenario of that name.
     *
     * @throws IllegalArgumentException when there is none; the message lists the names
     */
    public static Scenario named(String name) {
        return ALL.stream()
                .filter(scenario -> scenario.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("there is no scenario \"" + name
                        + "\": the scenarios are "
                        + String.join(", ", ALL.stream().map(Scenario::name).toList())));
    }

    private static Scenario noisy() {
        ScenarioBuilder builder = mixed("noisy")
                .description("Two a100 are 1.6 times as slow for 20 s of every 40, in turns, from 50 s on.");
        for (int from = 50; from < 500; from += 20) {
            int server = (from - 50) % 40 == 0 ? 2 : 3;
            builder.slow(server, 1.6, seconds(from), seconds(Math.min(from + 20, 500)));
        }
        return builder.build();
    }

    private static ScenarioBuilder mixed(String name) {
        return Scenario.of(name, MIX);
    }

    private static Duration seconds(int count) {
        return Duration.ofSeconds(count);
    }

    private static List<String> servers(Object... countsAndNames) {
        List<String> all = new ArrayList<>();
        for (int i = 0; i < countsAndNames.length; i += 2) {
            all.addAll(Collections.nCopies((Integer) countsAndNames[i], (String) countsAndNames[i + 1]));
        }
        return List.copyOf(all);
    }
}
