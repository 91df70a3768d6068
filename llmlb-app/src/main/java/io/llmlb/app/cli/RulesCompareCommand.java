package io.llmlb.app.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.llmlb.app.rules.Comparison;
import io.llmlb.app.rules.DecisionText;
import io.llmlb.app.rules.RuleFiles;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "compare",
        description = "Which requests go elsewhere when a rule set replaces another. Fails when any does.",
        mixinStandardHelpOptions = true)
@SuppressWarnings("NullAway.Init") // fields are set by picocli
final class RulesCompareCommand implements Callable<Integer> {
    private record Report(int requests, List<ChangeData> changes) {}

    private record ChangeData(int line, Map<String, Object> before, Map<String, Object> after) {
        static ChangeData of(Comparison.Change change) {
            return new ChangeData(change.line(), DecisionText.data(change.before()), DecisionText.data(change.after()));
        }
    }

    @Spec
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "OLD", description = "the rule set as it is")
    private Path before;

    @Parameters(index = "1", paramLabel = "NEW", description = "the rule set as it is to be")
    private Path after;

    @Option(names = "--bodies", required = true, paramLabel = "FILE", description = "one JSON body on each line")
    private Path bodies;

    @Option(names = "--output", defaultValue = "text", description = "${COMPLETION-CANDIDATES}; default text")
    private Output output;

    @Override
    public Integer call() throws JsonProcessingException {
        Comparison comparison = Comparison.of(RuleFiles.compile(before), RuleFiles.compile(after), bodies);
        PrintWriter out = spec.commandLine().getOut();
        if (output == Output.JSON) {
            out.println(new ObjectMapper()
                    .writeValueAsString(new Report(
                            comparison.requests(),
                            comparison.changes().stream().map(ChangeData::of).toList())));
        } else {
            comparison.changes().forEach(change -> out.println(text(change)));
            out.println(Counted.of(comparison.requests(), "request") + ", "
                    + comparison.changes().size() + " changed");
        }
        return comparison.changes().isEmpty() ? Llmlb.DONE : Llmlb.FAILED;
    }

    private String text(Comparison.Change change) {
        String was = DecisionText.line(change.before());
        String is = DecisionText.line(change.after());
        boolean rewritten = !change.before().rewrites().equals(change.after().rewrites());
        return bodies + ":" + change.line() + ": " + was + " becomes " + is
                + (rewritten ? ", rewritten otherwise" : "");
    }
}
