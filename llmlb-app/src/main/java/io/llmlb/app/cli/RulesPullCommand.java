package io.llmlb.app.cli;

import io.llmlb.app.rules.FileForm;
import io.llmlb.app.rules.Pull;
import io.llmlb.bigip.BigIp;
import io.llmlb.rules.RuleProblem;
import io.llmlb.rules.RuleSet;
import io.llmlb.rules.Target;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

@Command(
        name = "pull",
        description =
                "Prints the rules that a BIG-IP holds, or writes them to a file. A file that holds them already is"
                        + " left as it is.",
        mixinStandardHelpOptions = true)
@SuppressWarnings("NullAway.Init") // fields are set by picocli
final class RulesPullCommand implements Callable<Integer> {
    @ParentCommand
    private RulesCommand rules;

    @Spec
    private CommandSpec spec;

    @Mixin
    private DataGroupOptions dataGroup;

    @Option(names = "--out", paramLabel = "FILE", description = "the file to write")
    private @Nullable Path file;

    @Option(
            names = "--form",
            description = "${COMPLETION-CANDIDATES}; default that of the file, else by its ending, else yaml")
    private @Nullable FileForm form;

    @Option(names = "--force", description = "write over a file that holds something else")
    private boolean force;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        try (BigIp device = dataGroup.connect(rules.environment())) {
            Pull pull = Pull.from(device, dataGroup.dataGroup());
            warn(pull);
            if (file == null) {
                out.print(pull.text(form == null ? FileForm.YAML : form));
                out.flush();
            } else {
                boolean written = pull.into(file, Optional.ofNullable(form), force);
                out.println(file + ": "
                        + (written ? Counted.of(pull.records().size(), "record") + " written" : "unchanged"));
            }
        }
        return Llmlb.DONE;
    }

    /** On the error output, since the other may be the file. */
    private void warn(Pull pull) {
        List<RuleProblem> problems = RuleSet.check(pull.records(), Target.BIGIP);
        long errors = RulesCheckCommand.errors(problems);
        if (errors > 0) {
            spec.commandLine()
                    .getErr()
                    .println("llmlb: warning: these records are no rule set that can be pushed: rules check --target"
                            + " bigip finds " + Counted.of(errors, "error"));
        }
    }
}
