package io.llmlb.app;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** What people do to a configuration file, by a seed: pools come, go and change, and a third of the edits is wrong. */
final class Edits {
    /**
     * The file after one edit.
     *
     * @param text its text; null when the file is no longer there
     * @param told what is said about it, as a pattern; null when it is right
     */
    record Edit(String text, String told) {
        boolean isRight() {
            return told == null;
        }
    }

    /** A mistake: in the last pool of the file this becomes that, and is told so. */
    private record Mistake(String right, String wrong, String told) {}

    private static final List<Mistake> MISTAKES = List.of(
            new Mistake("interval:", "intervall:", "intervall: unknown key: did you mean interval\\?"),
            new Mistake(
                    "ratio: {", "ratio: [{max: 2}], guards: {", "ratio: a mapping of keys to values is expected here"),
            new Mistake(
                    "interval: 100ms", "interval: 11m", "interval: an interval is 100ms to 10m, but this is \"11m\""),
            new Mistake("metrics: servers", "metrics: server", "metrics: there is no \"server\" under metrics"),
            new Mistake("ratio: {max: 40}", "ratio: {max: 1}", "ratio: with max: 1 every ratio is 1"),
            new Mistake("strategy: {", "strategy: {coefNrw: x, coefKvk: 1, ", "strategy.coefKvk: unknown option "),
            new Mistake("model: ", "model: a: b, model: ", "this is no YAML: "),
            new Mistake("}}\n", "", "this is no YAML: "));

    private final Random random;
    private final String head;
    private final List<String> steady;
    private final Map<String, String> others = new TreeMap<>();

    /**
     * @param head the file up to its pools
     * @param steady pools that nobody touches; one begins the list, the others end it
     */
    Edits(long seed, String head, List<String> steady) {
        this.random = new Random(seed);
        this.head = head;
        this.steady = List.copyOf(steady);
    }

    /** The file as it is now. */
    String text() {
        List<String> pools = new ArrayList<>(others.values());
        pools.add(0, steady.get(0));
        pools.addAll(steady.subList(1, steady.size()));
        return head.replace("BUDGET", String.valueOf(900 + others.size() / 4)) + String.join("", pools);
    }

    /** One edit; a wrong one is gone with the next. */
    Edit next() {
        if (random.nextInt(3) > 0) {
            change();
            return new Edit(text(), null);
        }
        change();
        int kind = random.nextInt(MISTAKES.size() + 1);
        return kind < MISTAKES.size() ? wrong(MISTAKES.get(kind)) : new Edit(null, "the file cannot be read ");
    }

    private Edit wrong(Mistake mistake) {
        String text = text();
        int pool = text.lastIndexOf("  - {");
        String last = text.substring(pool);
        if (!last.contains(mistake.right)) {
            throw new IllegalStateException(last + " has no " + mistake.right);
        }
        // A comment with a number makes each file another one.
        String broken = "# " + random.nextLong() + "\n" + text.substring(0, pool)
                + last.replaceFirst(Pattern.quote(mistake.right), mistake.wrong);
        long line = broken.substring(0, pool).lines().count() + 2;
        String place = mistake.wrong.isEmpty() ? "\\d+" : String.valueOf(line - 1);
        return new Edit(broken, place + ":\\d+: .*" + mistake.told);
    }

    /** A pool comes, goes, or changes; at the same time perhaps the device's budget, and so every pool on it. */
    private void change() {
        String name = "/vllm/Shared/p" + random.nextInt(8);
        if (others.containsKey(name) && random.nextInt(4) == 0) {
            others.remove(name);
        } else {
            others.put(
                    name,
                    "  - {pool: %s, bigip: two, metrics: servers, model: m%d, interval: %s, mode: %s, strategy: {name: %s}}%n"
                            .formatted(
                                    name,
                                    random.nextInt(1_000_000),
                                    one("100ms", "150ms"),
                                    one("run", "dry-run", "neutral"),
                                    one("auto", "article", "water-filling", "static")));
        }
    }

    private String one(String... all) {
        return all[random.nextInt(all.length)];
    }
}
