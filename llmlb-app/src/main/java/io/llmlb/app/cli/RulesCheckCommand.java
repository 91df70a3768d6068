package io.llmlb.app.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.llmlb.app.rules.RuleFiles;
import io.llmlb.rules.RuleProblem;
import io.llmlb.rules.RuleProblem.Severity;
import io.llmlb.rules.RuleSet;
import io.llmlb.rules.Target;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "check",
        description =
                "Everything that is wrong or odd in a rule set, each as FILE:record:column. Fails when there is an"
                        + " error; warnings alone do not.",
        mixinStandardHelpOptions = true)
@SuppressWarnings("NullAway.Init") // fields are set by picocli
final class RulesCheckCommand implements Callable<Integer> {
    private record Report(String file, int records, long errors, List<RuleProblem> problems) {}

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "FILE", description = "the rule set")
    private Path file;

    @Option(
            names = "--target",
            defaultValue = "java",
            description = "where the rules are to be decided: java, or bigip, which cannot do all; default java")
    private Target target;

    @Option(names = "--output", defaultValue = "text", description = "${COMPLETION-CANDIDATES}; default text")
    private Output output;

    @Override
    public Integer call() throws JsonProcessingException {
        Map<String, String> records = RuleFiles.read(file).records();
        List<RuleProblem> problems = RuleSet.check(records, target);
        long errors = errors(problems);
        PrintWriter out = spec.commandLine().getOut();
        if (output == Output.JSON) {
            out.println(new ObjectMapper()
                    .writeValueAsString(new Report(file.toString(), records.size(), errors, problems)));
        } else {
            lines(file, records.size(), problems).forEach(out::println);
        }
        return errors > 0 ? Llmlb.FAILED : Llmlb.DONE;
    }

    /** Each problem with its place, and then how many there are. */
    static List<String> lines(Path file, int records, List<RuleProblem> problems) {
        List<String> lines = new ArrayList<>();
        problems.forEach(problem -> lines.add(RuleFiles.place(file, problem) + ": "
                + problem.severity().name().toLowerCase(Locale.ROOT) + ": " + problem.sentence() + " ["
                + problem.code() + "]"));
        long errors = errors(problems);
        lines.add(file + ": " + Counted.of(records, "record") + ", " + Counted.of(errors, "error") + ", "
                + Counted.of(problems.size() - errors, "warning"));
        return lines;
    }

    /** How many keep a rule set from being used. */
    static long errors(List<RuleProblem> problems) {
        return problems.stream()
                .filter(problem -> problem.severity() == Severity.ERROR)
                .count();
    }
}
