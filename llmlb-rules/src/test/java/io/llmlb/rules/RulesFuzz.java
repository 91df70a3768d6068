package io.llmlb.rules;

import io.llmlb.rules.form.RuleFile;
import io.llmlb.rules.form.RuleFileException;
import io.llmlb.rules.form.RuleForm;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Throws broken bodies and broken rules at the engine: whatever comes, it ends with a decision or with problems, soon.
 *
 * <p>As a program: {@code ./fuzz BODIES FILES SEED}, as many broken rule sets as files; exit code 1 when something was found.
 */
final class RulesFuzz {
    private static final long HANG_NANOS = 100_000_000;
    private static final List<String> BODIES = List.of(
            "{\"model\":\"HighEndGPT\",\"stream\":true,\"messages\":[{\"role\":\"system\",\"content\":\"You are a flight"
                    + " agent.\"},{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"caf\u00e9 \\ud83d\\ude00"
                    + " \\\"quoted\\\"\"},{\"type\":\"image_url\",\"image_url\":{\"url\":\"data:,\"}}]}],\"max_tokens\":100}",
            "{\"model\":\"x\",\"input\":[{\"role\":\"developer\",\"content\":[{\"type\":\"input_text\",\"text\":\"only"
                    + " flights\"}]}],\"instructions\":\"be brief\",\"max_output_tokens\":1e3,\"metadata\":{\"a.b\":\"c\"}}",
            "{\"prompt\":[\"one\",\"two\"],\"max_tokens\":null,\"n\":-0.0,\"model\":\"\\u0047PT\",\"model\":\"last\"}",
            "[1,2,[3,[4,[5,{}]]],\"\",true,false,null,1e400,12345678901234567890]",
            "\"just text\"",
            "");
    private static final List<String> RULES = List.of(
            "if .model matches_glob '*GPT' then 2 else 3",
            "if .messages[*].content contains_nocase 'flight' then 4 else 5",
            "if .input[0].content[0].text matches_glob '*[fF]light*agent*' then 4 else 5",
            "if @promptTokens num_ge 8000 then 4 else 5",
            "if .metadata['a.b'] equals c then 4 else 5",
            "if .messages[-1].content@tokens num_lt 12 then 4 else 5",
            "if .stream is true then 4 else 5",
            "if $.messages[?(@.role=='user')].content exists then 4 else 5",
            "rewrite .model 'other' then 4",
            "reject 429 'too many'",
            "selectPool /vllm/Shared/gpt");

    private static final Map<String, String> DIAGRAM = Map.of(
            "start",
            "1",
            "1",
            RULES.get(0),
            "2",
            "rewrite .model 'it''s [other]' then 4",
            "3",
            "reject 429 'too many'",
            "4",
            "selectPool /vllm/Shared/gpt");

    private final Random random;
    private final List<String> found = new ArrayList<>();
    private final List<RuleSet> sets;
    private long slowest;

    RulesFuzz(long seed) {
        this.random = new Random(seed);
        this.sets = RULES.stream()
                .filter(rule -> rule.startsWith("if"))
                .map(rule -> RuleSet.compile(Map.of(
                        "start",
                        "1",
                        "1",
                        rule.replaceAll("then \\d+ else \\d+", "then 2 else 3"),
                        "2",
                        "rewrite .model 'other' then 4",
                        "3",
                        "reject 429",
                        "4",
                        "selectPool /vllm/Shared/gpt")))
                .toList();
    }

    /** What went wrong, in words; empty when nothing did. */
    List<String> found() {
        return found;
    }

    /** The slowest single call, in milliseconds. */
    double slowestMillis() {
        return slowest / 1e6;
    }

    void body() {
        byte[] body = mutate(BODIES.get(random.nextInt(BODIES.size())).getBytes(StandardCharsets.UTF_8));
        RuleSet rules = sets.get(random.nextInt(sets.size()));
        watch(() -> rules.decide(RuleRequest.ofBody(body)), () -> "body " + Arrays.toString(body));
    }

    void rules() {
        Map<String, String> records = new java.util.TreeMap<>();
        records.put("start", "1");
        for (int i = 1 + random.nextInt(6); i > 0; i--) {
            byte[] rule = mutate(RULES.get(random.nextInt(RULES.size())).getBytes(StandardCharsets.UTF_8));
            records.put(Integer.toString(i), new String(rule, StandardCharsets.UTF_8));
        }
        watch(
                () -> RuleSet.check(records, random.nextBoolean() ? Target.JAVA : Target.BIGIP),
                () -> "rules " + records);
    }

    void file() {
        RuleForm form = RuleForm.values()[random.nextInt(RuleForm.values().length)];
        String seed = form.write(new RuleFile("/Common/rules", DIAGRAM));
        String text = new String(mutate(seed.getBytes(StandardCharsets.UTF_8)), StandardCharsets.UTF_8);
        watch(
                () -> {
                    try {
                        RuleSet.check(form.read(text).records(), Target.BIGIP);
                    } catch (RuleFileException told) {
                        // A sentence with its place is what a broken file is to end in.
                    }
                },
                () -> form + " file " + text);
    }

    private void watch(Runnable call, java.util.function.Supplier<String> input) {
        try {
            long took = time(call);
            for (int again = 0; again < 3 && took > HANG_NANOS; again++) { // a collector's pause is no hang
                took = Math.min(took, time(call));
            }
            slowest = Math.max(slowest, took);
            if (took > HANG_NANOS) {
                found.add(took / 1_000_000 + " ms for " + input.get());
            }
        } catch (RuntimeException | StackOverflowError | OutOfMemoryError thrown) {
            found.add(thrown + " for " + input.get());
        }
    }

    private static long time(Runnable call) {
        long from = System.nanoTime();
        call.run();
        return System.nanoTime() - from;
    }

    private byte[] mutate(byte[] seed) {
        byte[] bytes = seed;
        for (int i = random.nextInt(6); i > 0; i--) {
            int at = bytes.length == 0 ? 0 : random.nextInt(bytes.length);
            int length = Math.min(bytes.length - at, random.nextInt(20));
            bytes = switch (random.nextInt(6)) {
                case 0 -> Arrays.copyOf(bytes, at);
                case 1 -> splice(bytes, at, length, new byte[0]);
                case 2 -> splice(bytes, at, 0, Arrays.copyOfRange(bytes, at, at + length));
                case 3 ->
                    splice(
                            bytes,
                            at,
                            0,
                            repeated("[{\"\\'(*?$.@-".charAt(random.nextInt(12)), 1 + random.nextInt(2000)));
                case 4 -> splice(bytes, at, Math.min(1, length), new byte[] {(byte) random.nextInt(256)});
                default -> splice(bytes, at, length, "\\ud83d".getBytes(StandardCharsets.US_ASCII));
            };
        }
        return bytes;
    }

    private static byte[] repeated(char c, int times) {
        return String.valueOf(c).repeat(times).getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] splice(byte[] bytes, int at, int removed, byte[] inserted) {
        byte[] result = Arrays.copyOf(bytes, bytes.length - removed + inserted.length);
        System.arraycopy(inserted, 0, result, at, inserted.length);
        System.arraycopy(bytes, at + removed, result, at + inserted.length, bytes.length - at - removed);
        return result;
    }

    /** Runs so many of each. */
    public static void main(String[] arguments) {
        long bodies = Long.parseLong(arguments[0]);
        long rules = Long.parseLong(arguments[1]);
        RulesFuzz fuzz = new RulesFuzz(arguments.length > 2 ? Long.parseLong(arguments[2]) : 1);
        for (long i = 0; i < bodies; i++) {
            fuzz.body();
            if (i % 100_000 == 0) {
                System.err.printf(
                        "%d bodies, slowest %.1f ms, %d found%n",
                        i, fuzz.slowestMillis(), fuzz.found().size());
            }
        }
        for (long i = 0; i < rules; i++) {
            fuzz.rules();
            fuzz.file();
        }
        fuzz.found().stream().limit(10).forEach(System.out::println);
        System.out.printf(
                "%d bodies, %d rule sets and %d rule files: %d found, slowest call %.1f ms%n",
                bodies, rules, rules, fuzz.found().size(), fuzz.slowestMillis());
        System.exit(fuzz.found().isEmpty() ? 0 : 1);
    }
}
