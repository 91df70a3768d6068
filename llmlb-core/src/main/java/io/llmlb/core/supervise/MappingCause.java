package io.llmlb.core.supervise;

import io.llmlb.core.MemberId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Why servers do not count what the device says it sent them.
 *
 * <table>
 * <caption>The likely cause; the first row that fits counts</caption>
 * <tr><th>seen</th><th>named</th></tr>
 * <tr><td>the device counts connections, as it reads no HTTP</td><td>that</td></tr>
 * <tr><td>the servers count a fifth more in all, and none much less, than was sent</td><td>another client</td></tr>
 * <tr><td>with the counts of two members exchanged all fits</td><td>the two</td></tr>
 * <tr><td>with the counts of several exchanged all fits</td><td>those</td></tr>
 * <tr><td></td><td>what else can be</td></tr>
 * </table>
 */
final class MappingCause {
    private static final double FITS = 0.05;
    private static final double MORE = 1.2;
    private static final double MUCH_LESS = 0.8;

    private MappingCause() {}

    /** One sentence. */
    static String sentence(Block block) {
        Tally told = block.told();
        String what = told.seen()
                .mostApart(told.due())
                .map(member -> String.format(
                        Locale.ROOT,
                        "%s counts %.0f %% of %.0f requests, and was sent %.0f %% of %.0f",
                        member,
                        100 * told.seen().part(member),
                        told.seen().total(),
                        100 * told.due().part(member),
                        told.due().total()))
                .orElse("");
        return "the servers do not count what BIG-IP sends them: " + what + "; " + cause(block);
    }

    private static String cause(Block block) {
        Split sent = block.told().due();
        Split counted = block.told().seen();
        if (!block.byRequests()) {
            return "BIG-IP balances connections, not requests, as no virtual server has an HTTP profile";
        }
        if (more(sent, counted)) {
            return "another client than this BIG-IP, or another virtual server or pool, sends requests to these servers";
        }
        List<MemberId> exchanged = exchanged(sent, counted);
        if (exchanged.isEmpty()) {
            return "some metrics may be another server's, or a server may refuse requests: check the address mapping";
        }
        String names = exchanged.stream().map(MemberId::toString).collect(Collectors.joining(" and "));
        return "the metrics of " + names + " seem to be " + (exchanged.size() == 2 ? "swapped" : "mixed up")
                + ": check the address mapping";
    }

    private static boolean more(Split sent, Split counted) {
        double surplus = counted.total() - sent.total();
        return counted.total() > MORE * sent.total()
                && surplus > 5 * Math.sqrt(counted.total() + sent.total())
                && sent.members().stream()
                        .allMatch(member ->
                                counted.of(member) > MUCH_LESS * sent.of(member) - 3 * Math.sqrt(sent.of(member)));
    }

    /** Whose counts have to change places; empty when that explains nothing. */
    private static List<MemberId> exchanged(Split sent, Split counted) {
        double limit = Math.min(sent.apart(counted) / 2, FITS + sent.chance(Math.min(sent.total(), counted.total())));
        Map<MemberId, MemberId> best = Map.of();
        double least = limit;
        List<MemberId> members = sent.members().stream().sorted().toList();
        for (int i = 0; i < members.size(); i++) {
            for (MemberId other : members.subList(i + 1, members.size())) {
                Map<MemberId, MemberId> swap = Map.of(members.get(i), other, other, members.get(i));
                double apart = sent.apart(moved(counted, swap));
                if (apart < least) {
                    least = apart;
                    best = swap;
                }
            }
        }
        if (best.isEmpty()) {
            Map<MemberId, MemberId> ranks = byRank(sent, counted);
            best = sent.apart(moved(counted, ranks)) < limit ? ranks : Map.of();
        }
        return best.entrySet().stream()
                .filter(move -> !move.getKey().equals(move.getValue()))
                .map(Map.Entry::getKey)
                .sorted()
                .toList();
    }

    private static Split moved(Split counted, Map<MemberId, MemberId> from) {
        Map<MemberId, Double> moved = new TreeMap<>();
        counted.members().forEach(member -> moved.put(member, counted.of(from.getOrDefault(member, member))));
        return new Split(moved);
    }

    /** The one who was sent most has counted most, and so on: nothing fits better. */
    private static Map<MemberId, MemberId> byRank(Split sent, Split counted) {
        List<MemberId> bySent = ranked(sent);
        List<MemberId> byCounted = ranked(counted);
        Map<MemberId, MemberId> from = new HashMap<>();
        for (int i = 0; i < Math.min(bySent.size(), byCounted.size()); i++) {
            from.put(bySent.get(i), byCounted.get(i));
        }
        return from;
    }

    private static List<MemberId> ranked(Split split) {
        List<MemberId> members = new ArrayList<>(split.members());
        members.sort(Comparator.<MemberId>comparingDouble(split::of).thenComparing(Comparator.naturalOrder()));
        return members;
    }
}
