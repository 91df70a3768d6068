package io.llmlb.rules;

import io.llmlb.rules.RuleProblem.Severity;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A diagram of steps that leads a request to a pool. Immutable, and shared between threads.
 *
 * <p>It is written as records, name to value, in any order, as in a BIG-IP data group of type string. A name is a step's
 * ID, a value its step; the record named {@code start} holds the first step's ID.
 *
 * <pre>
 * step      = "if" SUBJECT operator "then" ID "else" ID
 *           | "selectPool" POOL
 *           | "rewrite" PATH VALUE "then" ID
 *           | "reject" STATUS [ VALUE ]
 * operator  = "exists" | "is" ( "true" | "false" | "null" ) | string VALUE | numeric NUMBER
 * string    = ( "equals" | "contains" | "starts_with" | "ends_with" | glob ) [ "_nocase" ]
 * glob      = "matches_glob" | "match" | "string_match"
 * numeric   = "num_eq" | "num_ne" | "num_lt" | "num_le" | "num_gt" | "num_ge"
 * ID        = 1 to 64 of A-Z a-z 0-9 _ . -          but not "start"
 * POOL      = "/" name "/" name { "/" name }
 * STATUS    = 400 to 599
 * VALUE     = bare | "'" chars "'" | '"' chars '"'   a quote within is doubled; then and else need quotes
 * NUMBER    = a VALUE that reads as a JSON number
 * SUBJECT   = PATH [ "@" function ] | "@" field | "$" JSONPath
 * PATH      = "." | { "." key | "[" index "]" | "[*]" | "['" key "']" }
 * function  = "size" | "type" | "text" | "tokens" | "bytes"
 * field     = "system" | "lastUser" | "prompt" | "promptTokens" | "maxTokens" | "totalTokens"
 *           | "turns" | "hasImages" | "hasTools" | "bodyBytes"
 * </pre>
 *
 * <p>Words are separated by spaces or tabs, which do not count within the brackets of a subject. Keywords are lower case.
 * A path that is not there, and a value of a type that the operator does not take, make a condition false.
 */
public final class RuleSet {
    private final Map<String, String> records;
    private final Diagram diagram;
    private final BodyReader reader;
    private final Rewriter rewriter;

    private RuleSet(Map<String, String> records, Diagram diagram, RuleOptions options) {
        this.records = Collections.unmodifiableMap(new TreeMap<>(records));
        this.diagram = diagram;
        this.reader = BodyReader.of(diagram.subjects(), options);
        this.rewriter = new Rewriter(options);
    }

    /**
     * A rule set that reads bodies as {@link RuleOptions#DEFAULT} says.
     *
     * @throws RuleException when {@link #check} finds an error for {@link Target#JAVA}
     */
    public static RuleSet compile(Map<String, String> records) {
        return compile(records, RuleOptions.DEFAULT);
    }

    /**
     * A rule set.
     *
     * @throws RuleException when {@link #check} finds an error for {@link Target#JAVA}
     */
    public static RuleSet compile(Map<String, String> records, RuleOptions options) {
        Check check = new Check(records, Target.JAVA);
        if (check.problems().stream().anyMatch(problem -> problem.severity() == Severity.ERROR)) {
            throw new RuleException(check.problems());
        }
        return new RuleSet(records, check.diagram(), options);
    }

    /** All that is wrong or odd, sorted by record and column; empty when nothing is. Throws for no record. */
    public static List<RuleProblem> check(Map<String, String> records, Target target) {
        return new Check(records, target).problems();
    }

    /** The same, and what is wrong with reading bodies this way there. */
    public static List<RuleProblem> check(Map<String, String> records, Target target, RuleOptions options) {
        List<RuleProblem> problems = new ArrayList<>();
        Exports.whyNot(options)
                .filter(why -> target == Target.BIGIP)
                .ifPresent(why -> problems.add(Code.NOT_EXPORTABLE.at("", 0, target, why)));
        problems.addAll(check(records, target));
        return List.copyOf(problems);
    }

    /** The records as given, sorted by name. */
    public Map<String, String> records() {
        return records;
    }

    /**
     * The records that are reached, sorted by name, each in its one canonical spelling: single blanks, single quotes, and
     * quotes only where they are needed.
     */
    public Map<String, String> canonicalRecords() {
        return diagram.canonicalRecords();
    }

    /** What to do with a request. Reads its body once, and throws nothing for what it holds. */
    public Decision decide(RuleRequest request) {
        return walk(request, null);
    }

    /** The same decision, with all that led to it. */
    public Explanation explain(RuleRequest request) {
        List<TraceStep> trace = new ArrayList<>();
        Decision decision = walk(request, trace);
        return new Explanation(decision, trace);
    }

    /**
     * A body with a decision's rewrites applied: only the values they name differ, all other bytes stay. A rewrite adds a
     * member to an object, but changes nothing when the object or array it names is not there, nor an array's element.
     * Costs one pass over the body for each rewrite.
     *
     * @return the same array when nothing changes
     * @throws IllegalArgumentException when the body is no JSON
     */
    public byte[] rewrite(byte[] body, Decision decision) {
        return decision.rewrites().isEmpty() ? body : rewriter.apply(decision.rewrites(), body);
    }

    private Decision walk(RuleRequest request, @Nullable List<TraceStep> trace) {
        Reading reading = request.read(reader);
        return switch (reading.status()) {
            case READ -> diagram.walk(reading.values(), trace);
            case EMPTY -> Decision.none(List.of(), "EMPTY_BODY", reading.offset());
            case MALFORMED -> Decision.none(List.of(), "MALFORMED_BODY", reading.offset());
            case OVERSIZE -> Decision.none(List.of(), "OVERSIZE_BODY", reading.offset());
            case DUPLICATE_KEY -> Decision.none(List.of(), "DUPLICATE_KEY", reading.offset());
        };
    }
}
