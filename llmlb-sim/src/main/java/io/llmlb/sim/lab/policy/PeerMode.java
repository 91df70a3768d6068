package io.llmlb.sim.lab.policy;

import static io.llmlb.sim.lab.policy.Emphasis.FIXED;
import static io.llmlb.sim.lab.policy.Emphasis.QUEUES;
import static io.llmlb.sim.lab.policy.Emphasis.QUEUES_OF_THREE;
import static io.llmlb.sim.lab.policy.Emphasis.VARIATION;
import static io.llmlb.sim.lab.policy.Normaliser.BENT;
import static io.llmlb.sim.lab.policy.Normaliser.LOGARITHMIC;
import static io.llmlb.sim.lab.policy.Normaliser.LOGARITHMIC_RUNNING;
import static io.llmlb.sim.lab.policy.Normaliser.MIN_MAX;
import static io.llmlb.sim.lab.policy.Normaliser.NEARLY_MIN_MAX;
import static io.llmlb.sim.lab.policy.Normaliser.RATIO;
import static io.llmlb.sim.lab.policy.Normaliser.RAW;
import static io.llmlb.sim.lab.policy.Normaliser.SMOOTH;
import static io.llmlb.sim.lab.policy.Normaliser.SQUARES;
import static io.llmlb.sim.lab.policy.Normaliser.TANH;
import static io.llmlb.sim.lab.policy.Normaliser.TANH_CACHE;
import static io.llmlb.sim.lab.policy.Normaliser.TANH_WAITING;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * The scores of f5devcentral/llm-inference-lb (a scheduler that an iRule asks for a member, for every request), by its own
 * names for them:
 *
 * <pre>{@code
 * score = w_a (1 - waiting') + w_b (1 - cache') + w_g (1 - running')
 * }</pre>
 *
 * <p>where ' is the mode's normaliser of that metric and the weights are shifted by the mode's emphasis; clamped to 0 to 1
 * in every mode but {@link #S1_RATIO}. Checked against numbers that its code printed.
 */
enum PeerMode {
    S1(FIXED, MIN_MAX, RAW, null),
    S1_ENHANCED(FIXED, MIN_MAX, LOGARITHMIC, null),
    S1_ADAPTIVE(VARIATION, MIN_MAX, MIN_MAX, null),
    S1_RATIO(FIXED, RAW, RATIO, null),
    S1_PRECISE(FIXED, RAW, RAW, null),
    S1_NONLINEAR(FIXED, NEARLY_MIN_MAX, SQUARES, null),
    S1_BALANCED(FIXED, SMOOTH, SMOOTH, null),
    S1_ADAPTIVE_DISTRIBUTION(FIXED, TANH_WAITING, TANH_CACHE, null),
    S1_ADVANCED(VARIATION, TANH_WAITING, TANH_CACHE, null),
    S1_DYNAMIC_WAITING(QUEUES, TANH_WAITING, TANH_CACHE, null),
    S2(FIXED, MIN_MAX, RAW, MIN_MAX),
    S2_ENHANCED(FIXED, MIN_MAX, LOGARITHMIC, LOGARITHMIC_RUNNING),
    S2_NONLINEAR(FIXED, BENT, BENT, BENT),
    S2_ADAPTIVE(VARIATION, MIN_MAX, MIN_MAX, MIN_MAX),
    S2_ADVANCED(VARIATION, TANH_WAITING, TANH_CACHE, TANH),
    S2_DYNAMIC_WAITING(QUEUES_OF_THREE, TANH_WAITING, TANH_CACHE, TANH);

    /**
     * What is known of a member.
     *
     * @param waiting requests
     * @param cache usage, 0 to 1
     * @param running requests
     */
    record Load(double waiting, double cache, double running) {}

    private final Emphasis emphasis;
    private final Normaliser waiting;
    private final Normaliser cache;
    private final @Nullable Normaliser running;

    PeerMode(Emphasis emphasis, Normaliser waiting, Normaliser cache, @Nullable Normaliser running) {
        this.emphasis = emphasis;
        this.waiting = waiting;
        this.cache = cache;
        this.running = running;
    }

    /** The peer's name for it. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The peer's names for all of them. */
    static List<String> words() {
        return Arrays.stream(values()).map(PeerMode::word).toList();
    }

    boolean looksAtRunning() {
        return running != null;
    }

    /**
     * The mode that the peer calls so.
     *
     * @throws IllegalArgumentException when there is none
     */
    static PeerMode named(String word) {
        return Arrays.stream(values())
                .filter(mode -> mode.word().equals(word))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "the peer has no mode \"" + word + "\": its modes are " + String.join(", ", words())));
    }

    /** The score of each member. */
    <K> SortedMap<K, Double> scores(SortedMap<K, Load> loads, PeerWeights configured) {
        SortedMap<K, Double> scores = new TreeMap<>(loads.comparator());
        if (loads.isEmpty()) {
            return scores;
        }
        double[] w = column(loads, Load::waiting);
        double[] c = column(loads, Load::cache);
        double[] r = column(loads, load -> running == null ? 0 : load.running());
        PeerWeights weights = emphasis.of(configured, w, c, r);
        w = waiting.of(w);
        c = cache.of(c);
        r = running == null ? r : running.of(r);
        int i = 0;
        for (K member : loads.keySet()) {
            double score =
                    weights.waiting() * (1 - w[i]) + weights.cache() * (1 - c[i]) + weights.running() * (1 - r[i]);
            scores.put(member, this == S1_RATIO ? score : Math.min(1, Math.max(0, score)));
            i++;
        }
        return scores;
    }

    private static double[] column(SortedMap<?, Load> loads, ToDoubleFunction<Load> value) {
        return loads.values().stream().mapToDouble(value).toArray();
    }
}
