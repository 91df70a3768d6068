package io.llmlb.app.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.llmlb.app.rules.RuleTests;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "test",
        description = "Runs the tests of a rule set: bodies, and what is to be decided about each.",
        mixinStandardHelpOptions = true)
@SuppressWarnings("NullAway.Init") // fields are set by picocli
final class RulesTestCommand implements Callable<Integer> {
    private record Report(long failed, List<RuleTests.Result> tests) {}

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "FILE", description = "YAML: the rule set's file under rules, and tests")
    private Path file;

    @Option(names = "--output", defaultValue = "text", description = "${COMPLETION-CANDIDATES}; default text")
    private Output output;

    @Override
    public Integer call() throws JsonProcessingException {
        List<RuleTests.Result> results = RuleTests.read(file).run();
        long failed = results.stream().filter(result -> !result.passed()).count();
        PrintWriter out = spec.commandLine().getOut();
        if (output == Output.JSON) {
            out.println(new ObjectMapper().writeValueAsString(new Report(failed, results)));
        } else {
            results.forEach(result -> print(result, out));
            out.println(Counted.of(results.size(), "test") + ", " + failed + " failed");
        }
        return failed > 0 ? Llmlb.FAILED : Llmlb.DONE;
    }

    private void print(RuleTests.Result result, PrintWriter out) {
        if (result.passed()) {
            out.println("ok      " + result.name());
            return;
        }
        out.println("FAILED  " + result.name() + " (" + file + ":" + result.line() + ")");
        result.differences().forEach(difference -> {
            out.println("        " + difference.what() + ": expected " + orNothing(difference.expected()));
            out.println(
                    "        " + " ".repeat(difference.what().length()) + "  but was  " + orNothing(difference.was()));
        });
        out.println("        decided: " + result.decided());
    }

    private static String orNothing(String text) {
        return text.isEmpty() ? "(nothing)" : text;
    }
}
