package io.llmlb.app.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.llmlb.app.config.InputFile;
import io.llmlb.app.rules.DecisionText;
import io.llmlb.app.rules.RuleFiles;
import io.llmlb.rules.Decision;
import io.llmlb.rules.Explanation;
import io.llmlb.rules.RuleRequest;
import io.llmlb.rules.RuleSet;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
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

    @Option(names = "--output", defaultValue = "text", description = "${COMPLETION-CANDIDATES}; default text")
    private Output output;

    @Override
    public Integer call() throws IOException {
        RuleSet set = RuleFiles.compile(rules);
        byte[] bytes = body.equals("-") ? System.in.readAllBytes() : InputFile.bytes(Path.of(body));
        Explanation explanation = set.explain(RuleRequest.ofBody(bytes));
        Decision decision = explanation.decision();
        PrintWriter out = spec.commandLine().getOut();
        if (output == Output.JSON) {
            Map<String, Object> data = DecisionText.data(decision);
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
        }
        return Llmlb.DONE;
    }
}
