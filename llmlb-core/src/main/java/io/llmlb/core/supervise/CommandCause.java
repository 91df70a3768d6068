package io.llmlb.core.supervise;

import io.llmlb.core.act.PoolUse;
import io.llmlb.core.act.PoolUse.Entrance;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Why a device does not send by the ratios.
 *
 * <table>
 * <caption>The likely cause; the first row that fits counts</caption>
 * <tr><th>seen</th><th>known of the virtual servers</th><th>named</th></tr>
 * <tr><td>fewer than one connection for two requests, or connections follow the ratios</td><td>one has no OneConnect</td>
 *     <td>OneConnect</td></tr>
 * <tr><td>the same</td><td>nothing</td><td>OneConnect, probably</td></tr>
 * <tr><td></td><td>one has persistence</td><td>persistence</td></tr>
 * <tr><td></td><td>more than one</td><td>all of them</td></tr>
 * <tr><td></td><td></td><td>what else can be</td></tr>
 * </table>
 */
final class CommandCause {
    private static final int FEW = 30;

    private CommandCause() {}

    /**
     * One sentence.
     *
     * @param use null when not known
     */
    static String sentence(Block block, @Nullable PoolUse use) {
        Tally told = block.told();
        String what = told.seen()
                .mostApart(told.due())
                .map(member -> String.format(
                        Locale.ROOT,
                        "%s was sent %.0f %% of %.0f %s, and its ratio asks for %.0f %%",
                        member,
                        100 * told.seen().part(member),
                        told.seen().total(),
                        block.byRequests() ? "requests" : "connections",
                        100 * told.due().part(member)))
                .orElse("");
        return "BIG-IP does not follow the ratios: " + what + "; " + cause(block, use);
    }

    private static String cause(Block block, @Nullable PoolUse use) {
        boolean stay = block.byRequests() && requestsStay(block);
        if (use == null) {
            return stay
                    ? "probably requests stay on the connection they came on: give the virtual server a OneConnect profile"
                    : others();
        }
        Optional<Entrance> without = first(use, entrance -> entrance.http() && !entrance.oneConnect());
        if (stay && without.isPresent()) {
            return "requests stay on the connection they came on: " + name(without.get())
                    + " has no OneConnect profile";
        }
        Optional<Entrance> persistent =
                first(use, entrance -> !entrance.persistence().isEmpty());
        if (persistent.isPresent()) {
            return name(persistent.get()) + " has persistence "
                    + persistent.get().persistence() + ", which sends returning clients to the member that they had";
        }
        List<Entrance> all = use.entrances();
        return all.size() > 1
                ? "several virtual servers lead to this pool ("
                        + all.stream().map(Entrance::virtualServer).collect(Collectors.joining(", "))
                        + "): look for one that chooses members in its own way"
                : others();
    }

    private static String others() {
        return "look for persistence, an iRule that chooses members, connection limits, priority groups, and ratios too"
                + " large for so little traffic";
    }

    /** Whether there are signs that a connection, once it is balanced, takes all its requests with it. */
    private static boolean requestsStay(Block block) {
        Tally connections = block.connections();
        boolean few = connections.seen().total() < block.requests().seen().total() / 2;
        return few || (connections.seen().total() >= FEW && !connections.gap());
    }

    /** Those that surely lead to the pool come first. */
    private static Optional<Entrance> first(PoolUse use, Predicate<Entrance> wanted) {
        List<Entrance> fitting = use.entrances().stream().filter(wanted).toList();
        return fitting.stream()
                .filter(Entrance::certain)
                .findFirst()
                .or(() -> fitting.stream().findFirst());
    }

    private static String name(Entrance entrance) {
        return "the virtual server " + entrance.virtualServer()
                + (entrance.certain() ? "" : ", whose iRule may select this pool,");
    }
}
