package io.llmlb.app.rules;

import io.llmlb.bigip.BigIp;
import io.llmlb.bigip.DataGroup;
import io.llmlb.rules.Explanation;
import io.llmlb.rules.RuleException;
import io.llmlb.rules.RuleProblem;
import io.llmlb.rules.RuleRequest;
import io.llmlb.rules.RuleSet;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Decides about bodies as the rules that are on a BIG-IP now. What was read counts for ten seconds, and so does a failure: however
 * many people ask, the device is asked once in that time. Thread-safe.
 */
public final class RulesInForce {
    private static final Duration COUNTS = Duration.ofSeconds(10);

    private final BigIp bigip;
    private final String dataGroup;
    private final String source;
    private final InstantSource clock;
    private @Nullable RuleSet known;
    private @Nullable RuntimeException failure;
    private Instant readAt = Instant.MIN;

    /**
     * @param bigip where they are
     * @param dataGroup full path of their data group
     * @param name of the BIG-IP
     */
    public RulesInForce(BigIp bigip, String dataGroup, String name, InstantSource clock) {
        this.bigip = bigip;
        this.dataGroup = dataGroup;
        this.source = dataGroup + " on " + name;
        this.clock = clock;
    }

    /** Where they are, in words. */
    public String source() {
        return source;
    }

    /**
     * What becomes of a body, and why: plain maps and lists, for JSON.
     *
     * @throws io.llmlb.core.LlmlbException when the rules cannot be read, or are wrong
     */
    public Map<String, Object> decide(byte[] body) {
        Explanation explanation = rules().explain(RuleRequest.ofBody(body));
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("line", DecisionText.line(explanation.decision()));
        data.putAll(DecisionText.data(explanation.decision()));
        data.put("steps", explanation.steps().stream().map(DecisionText::line).toList());
        return data;
    }

    private synchronized RuleSet rules() {
        Instant now = clock.instant();
        if (now.isAfter(readAt.plus(COUNTS)) || now.isBefore(readAt)) {
            known = null;
            failure = null;
        }
        RuntimeException failed = failure;
        if (failed != null) {
            throw failed;
        }
        RuleSet rules = known;
        if (rules == null) {
            readAt = now;
            try {
                rules = compiled(records());
            } catch (RuntimeException wrong) {
                failure = wrong;
                throw wrong;
            }
            known = rules;
        }
        return rules;
    }

    private RuleSet compiled(Map<String, String> records) {
        try {
            return RuleSet.compile(records);
        } catch (RuleException wrong) {
            String first = wrong.problems().stream()
                    .filter(problem -> problem.severity() == RuleProblem.Severity.ERROR)
                    .map(RuleProblem::sentence)
                    .findFirst()
                    .orElse("");
            throw new RulesException(
                    bigip.url() + dataGroup,
                    "these rules are wrong: " + first,
                    "Pull them, mend them, and push them: llmlb rules check tells everything",
                    wrong);
        }
    }

    private Map<String, String> records() {
        Optional<DataGroup> group = bigip.dataGroups().read(dataGroup);
        if (group.isEmpty()) {
            throw new RulesException(
                    bigip.url() + dataGroup, "there is no such data group", "Push the rules, or name another one");
        }
        return Found.plain(group);
    }
}
