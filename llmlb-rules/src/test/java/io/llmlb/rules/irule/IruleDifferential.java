package io.llmlb.rules.irule;

import io.llmlb.rules.Decision;
import io.llmlb.rules.Explanation;
import io.llmlb.rules.RuleOptions;
import io.llmlb.rules.RuleOptions.Duplicates;
import io.llmlb.rules.RuleProblem.Severity;
import io.llmlb.rules.RuleRequest;
import io.llmlb.rules.RuleSet;
import io.llmlb.rules.Target;
import io.llmlb.rules.TokenEstimator;
import io.llmlb.rules.TraceStep;
import io.llmlb.rules.irule.InferenceBodyBasedRouting.Option;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * Random rule sets and bodies through the Java engine and through the iRule: the same outcome, the same way through the
 * steps, the same pool or status, the same body for the server. All unknowns of BIG-IP are put in all their positions.
 *
 * <p>As a program: {@code IruleDifferential CASES SEED}; exit code 1 when something differs.
 */
final class IruleDifferential implements AutoCloseable {
    private static final int BODIES_PER_SET = 3;
    private static final int MAXIMUM_BYTES = 1200;
    private static final List<String> PRESENT_POOLS =
            List.of("/P/a", "/P/f/b", "/vllm/Shared/c", "/P/end", "/P/default", "/P/policy", EmulatedBigIp.OWN_POOL);
    private static final List<String> POLICIES =
            List.of("", "selectPool /P/policy", "reject 413 'too ''large'''", "reject 400", "selectPool /P/gone");

    private final EmulatedBigIp bigIp;
    private final Random random;
    private final Map<String, Integer> covered = new TreeMap<>();
    private final List<String> differences = new ArrayList<>();
    private long cases;

    IruleDifferential(long seed) throws IOException {
        this.random = new Random(seed);
        this.bigIp = new EmulatedBigIp();
    }

    long cases() {
        return cases;
    }

    List<String> differences() {
        return differences;
    }

    /** How often each operator held and did not, each function and field was asked, each action and reason came. */
    Map<String, Integer> covered() {
        return covered;
    }

    /** Where a request must end: a pool, or a status when that is empty. */
    private record End(String pool, int status) {}

    /** One rule set with some bodies. */
    void run() throws IOException {
        RandomBody body = new RandomBody(random);
        byte[] bytes = body.text().getBytes(StandardCharsets.UTF_8);
        String duplicates = any(List.of("last", "first", "bothLast", "bothFirst"));
        RuleOptions options = new RuleOptions(
                duplicates.endsWith("ast") ? Duplicates.LAST : Duplicates.FIRST,
                false,
                MAXIMUM_BYTES,
                512,
                TokenEstimator.FOUR_BYTES);
        Map<String, String> records =
                new RandomRules(random, body.places(), subject -> value(subject, options, bytes)).records();
        if (RuleSet.check(records, Target.BIGIP).stream().anyMatch(p -> p.severity() == Severity.ERROR)) {
            note("refused for BIG-IP");
            return;
        }
        Map<String, String> config = config();
        String own = once(3) ? "" : EmulatedBigIp.OWN_POOL;
        bigIp.with("duplicates", duplicates)
                .with("keyOrder", any(List.of("arrival", "sorted", "reversed")))
                .with("oversize", any(List.of("JSON_REQUEST_ERROR", "JSON_REQUEST_MISSING")))
                .with("maximumBytes", Integer.toString(MAXIMUM_BYTES))
                .with("pools", String.join(" ", PRESENT_POOLS))
                .rules(records)
                .config(config)
                .connect(EmulatedBigIp.VIRTUAL, own);
        RuleSet rules = RuleSet.compile(records, options);
        byte[] sent = bytes;
        for (int i = 0; i < BODIES_PER_SET; i++) {
            compare(rules, options, config, own, sent);
            sent = switch (random.nextInt(4)) {
                case 0 -> new RandomBody(random).text().getBytes(StandardCharsets.UTF_8);
                case 1 -> broken(bytes);
                default -> varied(bytes);
            };
        }
    }

    /** What a subject stands for. */
    static String value(String subject, RuleOptions options, byte[] body) {
        Map<String, String> asking =
                Map.of("start", "q", "q", "if " + subject + " exists then p else p", "p", "selectPool /P/p");
        return RuleSet.compile(asking, options).explain(RuleRequest.ofBody(body)).steps().stream()
                .findFirst()
                .map(TraceStep::excerpt)
                .orElse("");
    }

    private Map<String, String> config() {
        Map<String, String> config = new TreeMap<>();
        config.put(Option.HEADER.ofAll(), "X-Route");
        config.put(Option.MAXIMUM_BYTES.of(EmulatedBigIp.VIRTUAL), Integer.toString(MAXIMUM_BYTES));
        if (once(2)) {
            config.put(Option.DEFAULT_POOL.ofAll(), once(4) ? "/P/gone" : "/P/default");
        }
        for (Option option : List.of(Option.MISSING, Option.MALFORMED, Option.OVERSIZE)) {
            String policy = any(POLICIES);
            if (!policy.isEmpty()) {
                config.put(random.nextBoolean() ? option.ofAll() : option.of(EmulatedBigIp.VIRTUAL), policy);
            }
        }
        return config;
    }

    private void compare(RuleSet rules, RuleOptions options, Map<String, String> config, String own, byte[] body)
            throws IOException {
        cases++;
        Explanation explanation = rules.explain(RuleRequest.ofBody(body));
        Decision decision = explanation.decision();
        cover(explanation);
        EmulatedBigIp.Outcome outcome = bigIp.request(EmulatedBigIp.JSON, body);
        End end = end(decision, config, own);
        List<String> wrong = new ArrayList<>();
        differ(wrong, "path", String.join(",", decision.path()), outcome.told("path"));
        differ(wrong, "outcome", word(decision), outcome.told("outcome"));
        differ(wrong, "reason", decision.reason(), outcome.told("reason"));
        differ(wrong, "pool", end.pool(), outcome.pool());
        differ(wrong, "status", end.status(), outcome.status());
        if (decision.outcome() == Decision.Outcome.SELECT_POOL && !end.pool().isEmpty()) {
            byte[] written = rules.rewrite(body, decision);
            differ(
                    wrong,
                    "body",
                    BodyTree.of(written, options.duplicates()),
                    BodyTree.of(outcome.body().getBytes(StandardCharsets.UTF_8), options.duplicates()));
            if (written != body) {
                note("rewritten");
            }
        }
        if (!wrong.isEmpty()) {
            differences.add(wrong + "\n  rules " + rules.records() + "\n  config " + config + "\n  duplicates "
                    + options.duplicates() + "\n  body " + new String(body, StandardCharsets.UTF_8) + "\n  logged "
                    + outcome.logged());
        }
    }

    private static void differ(List<String> wrong, String what, Object java, Object irule) {
        if (!java.equals(irule)) {
            wrong.add(what + " is " + java + " in Java, " + irule + " on BIG-IP");
        }
    }

    static String word(Decision decision) {
        return switch (decision.outcome()) {
            case SELECT_POOL -> "selectPool";
            case REJECT -> "reject";
            case NONE -> "none";
        };
    }

    /** What the options make of a decision. */
    private static End end(Decision decision, Map<String, String> config, String own) {
        String step = switch (decision.outcome()) {
            case SELECT_POOL -> "selectPool " + decision.pool();
            case REJECT -> "reject " + decision.status();
            case NONE ->
                switch (decision.reason()) {
                    case "EMPTY_BODY" -> option(config, Option.MISSING);
                    case "MALFORMED_BODY" -> option(config, Option.MALFORMED);
                    case "OVERSIZE_BODY" -> option(config, Option.OVERSIZE);
                    default -> "";
                };
        };
        String[] words = step.split(" ", 3);
        if (words[0].equals("reject")) {
            return new End("", Integer.parseInt(words[1]));
        }
        String fallback = option(config, Option.DEFAULT_POOL);
        for (String pool : List.of(step.isEmpty() ? "" : words[1], fallback.isEmpty() ? own : fallback)) {
            if (PRESENT_POOLS.contains(pool)) {
                return new End(pool, 0);
            }
        }
        return new End("", 503);
    }

    private static String option(Map<String, String> config, Option option) {
        return config.getOrDefault(option.of(EmulatedBigIp.VIRTUAL), config.getOrDefault(option.ofAll(), ""));
    }

    private void cover(Explanation explanation) {
        for (TraceStep step : explanation.steps()) {
            note(step.action());
            if (step.action().equals("if")) {
                note(step.operator() + (step.result() ? " holds" : " does not"));
                note(step.reason().isEmpty() ? "DECIDED" : step.reason());
                int function = step.subject().lastIndexOf('@');
                if (function >= 0) {
                    note(step.subject().substring(function) + (step.result() ? " holds" : " does not"));
                }
                if (step.subject().contains("[*]")) {
                    note("[*]");
                }
                if (step.subject().contains("[-")) {
                    note("[-1]");
                }
            }
        }
        note(word(explanation.decision()) + " " + explanation.decision().reason());
    }

    private void note(String what) {
        covered.merge(what.strip(), 1, Integer::sum);
    }

    /** The body with one digit or letter changed, so that its values are near those the rules ask for. */
    private byte[] varied(byte[] body) {
        byte[] other = body.clone();
        for (int tries = 0; tries < 20 && other.length > 0; tries++) {
            int at = random.nextInt(other.length);
            if (other[at] >= '0' && other[at] <= '9') {
                other[at] = (byte) ('1' + random.nextInt(9));
                return other;
            }
            if (Character.isLetter(other[at]) && once(5)) {
                other[at] ^= 0x20;
                return other;
            }
        }
        return other;
    }

    private byte[] broken(byte[] body) {
        int at = body.length == 0 ? 0 : random.nextInt(body.length);
        return switch (random.nextInt(6)) {
            case 0 -> Arrays.copyOf(body, at);
            case 1 -> " \n".repeat(random.nextInt(3)).getBytes(StandardCharsets.UTF_8);
            case 2 -> Arrays.copyOf(body, body.length + MAXIMUM_BYTES);
            case 3 -> {
                // Blanks to just below or above the limit.
                byte[] wide = new byte[Math.max(body.length, MAXIMUM_BYTES - 2 + random.nextInt(5))];
                Arrays.fill(wide, (byte) ' ');
                System.arraycopy(body, 0, wide, 0, body.length);
                yield wide;
            }
            default -> {
                byte[] other = body.clone();
                if (other.length > 0) {
                    other[at] = (byte) (once(2) ? "{}[],:\"0tn \\".charAt(random.nextInt(12)) : random.nextInt(256));
                }
                yield other;
            }
        };
    }

    private <T> T any(List<T> all) {
        return all.get(random.nextInt(all.size()));
    }

    private boolean once(int in) {
        return random.nextInt(in) == 0;
    }

    @Override
    public void close() throws IOException {
        bigIp.close();
    }

    /** Runs at least so many cases. */
    public static void main(String[] arguments) throws IOException {
        long wanted = Long.parseLong(arguments[0]);
        long seed = arguments.length > 1 ? Long.parseLong(arguments[1]) : 1;
        long next = 5000;
        try (IruleDifferential differential = new IruleDifferential(seed)) {
            while (differential.cases() < wanted) {
                differential.run();
                if (differential.cases() >= next) {
                    next += 5000;
                    System.err.printf(
                            "%d cases, %d differences%n",
                            differential.cases(), differential.differences().size());
                }
            }
            differential.differences().stream().limit(10).forEach(System.out::println);
            System.out.println("| covered | times |\n| --- | --- |");
            differential.covered().forEach((what, times) -> System.out.printf("| %s | %d |%n", what, times));
            System.out.printf(
                    "%d cases with seed %d: %d differences%n",
                    differential.cases(), seed, differential.differences().size());
            System.exit(differential.differences().isEmpty() ? 0 : 1);
        }
    }
}
