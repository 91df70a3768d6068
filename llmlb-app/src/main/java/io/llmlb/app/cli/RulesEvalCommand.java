package io.llmlb.app.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.llmlb.app.config.InputFile;
import io.llmlb.app.rules.DecisionText;
import io.llmlb.app.rules.DeviceDecision;
import io.llmlb.app.rules.RuleFiles;
import io.llmlb.rules.Decision;
import io.llmlb.rules.Explanation;
import io.llmlb.rules.RuleRequest;
import io.llmlb.rules.RuleSet;
import io.llmlb.rules.Target;
import io.llmlb.rules.irule.BodyLimits;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        name = "eval",
        description = "What a rule set decides about one request body.",
        mixinStandardHelpOptions = true)
@SuppressWarnings("NullAway.Init") // fields are set by picocli
final class RulesEvalCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(names = "--rules", required = true, paramLabel = "FILE", description = "the rule set")
    private Path rules;

    @Option(names = "--body", required = true, paramLabel = "FILE", description = "the body; - is standard input")
    private String body;

    @Option(names = "--explain", description = "each step on the way; shows parts of the body")
    private boolean explain;

    @Option(
            names = "--target",
            defaultValue = "java",
            description = "who decides: java, or bigip, where the JSON profile's limits count too; default java")
    private Target target;

    @Option(
            names = "--maximum-bytes",
            paramLabel = "N",
            description = "maximum-bytes of the JSON profile, with --target bigip; default 65536")
    private @Nullable Integer maximumBytes;

    @Option(
            names = "--maximum-entries",
            paramLabel = "N",
            description = "maximum-entries of the JSON profile, with --target bigip; default 2048")
    private @Nullable Integer maximumEntries;

    @Option(names = "--output", defaultValue = "text", description = "${COMPLETION-CANDIDATES}; default text")
    private Output output;

    @Override
    public Integer call() throws IOException {
        BodyLimits limits = limits();
        RuleSet set = RuleFiles.compile(rules, target);
        byte[] bytes = body.equals("-") ? System.in.readAllBytes() : InputFile.bytes(Path.of(body));
        DeviceDecision onDevice = target == Target.BIGIP
                ? DeviceDecision.of(set, bytes, limits)
                : new DeviceDecision(set.explain(RuleRequest.ofBody(bytes)), Optional.empty());
        Explanation explanation = onDevice.explanation();
        Decision decision = explanation.decision();
        PrintWriter out = spec.commandLine().getOut();
        if (output == Output.JSON) {
            Map<String, Object> data = DecisionText.data(decision);
            onDevice.limit().ifPresent(limit -> data.put("limit", limit));
            if (explain) {
                data.put("steps", explanation.steps());
            }
            out.println(new ObjectMapper().writeValueAsString(data));
        } else {
            if (explain) {
                explanation.steps().forEach(step -> out.println(DecisionText.line(step)));
            }
            out.println(DecisionText.line(decision));
            decision.rewrites().forEach(rewrite -> out.println(DecisionText.line(rewrite)));
            onDevice.note().ifPresent(out::println);
        }
        return Llmlb.DONE;
    }

    private BodyLimits limits() {
        if (target != Target.BIGIP && (maximumBytes != null || maximumEntries != null)) {
            throw new ParameterException(
                    spec.commandLine(), "--maximum-bytes and --maximum-entries count with --target bigip only");
        }
        try {
            return new BodyLimits(
                    maximumBytes == null ? BodyLimits.DEFAULT.maximumBytes() : maximumBytes,
                    maximumEntries == null ? BodyLimits.DEFAULT.maximumEntries() : maximumEntries);
        } catch (IllegalArgumentException wrong) {
            throw new ParameterException(spec.commandLine(), String.valueOf(wrong.getMessage()), wrong);
        }
    }
}
