package io.llmlb.app.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.llmlb.app.rules.Push;
import io.llmlb.app.rules.RuleFiles;
import io.llmlb.app.rules.RulesException;
import io.llmlb.app.rules.UndoFiles;
import io.llmlb.app.rules.Wanted;
import io.llmlb.bigip.BigIp;
import io.llmlb.core.LlmlbException;
import io.llmlb.rules.RuleProblem;
import io.llmlb.rules.RuleSet;
import io.llmlb.rules.Target;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

@Command(
        name = "push",
        description =
                "Makes a BIG-IP route by the rules in a file: checks them, shows what is different, keeps what was"
                        + " there in a file, and replaces the records in one step. Rules that are refused, by this program or the"
                        + " device, leave the old ones in force.",
        mixinStandardHelpOptions = true)
@SuppressWarnings("NullAway.Init") // fields are set by picocli
final class RulesPushCommand implements Callable<Integer> {
    @ParentCommand
    private RulesCommand rules;

    @Spec
    private CommandSpec spec;

    @Mixin
    private DataGroupOptions dataGroup;

    @Parameters(paramLabel = "FILE", description = "the rule set")
    private Path file;

    @Option(names = "--irule", description = "create the iRule, or update it to this version")
    private boolean irule;

    @Option(
            names = "--virtual",
            paramLabel = "PATH",
            converter = FullPath.class,
            description = "attach the iRule, and http and json profiles where they are missing, to this virtual server,"
                    + " and have it use the data group")
    private @Nullable String virtual;

    @Option(
            names = "--set",
            paramLabel = "OPTION=VALUE",
            description = "an option of the iRule, on the virtual server or without --virtual on all: "
                    + OptionSettings.WORDS)
    private List<String> settings = new ArrayList<>();

    @Option(
            names = "--json-profile",
            paramLabel = "PATH",
            defaultValue = Wanted.JSON_PROFILE,
            converter = FullPath.class,
            description = "the JSON profile to attach; default ${DEFAULT-VALUE}")
    private String jsonProfile;

    @Option(
            names = "--undo-dir",
            paramLabel = "DIR",
            defaultValue = ".",
            description = "where to keep what was there before; default the working directory")
    private Path undoDirectory;

    @Option(names = "--save", description = "save the device's configuration afterwards")
    private boolean save;

    @Option(names = "--force", description = "write to a data group in a partition that AS3 or CIS declares")
    private boolean force;

    @Option(names = "--dry-run", description = "show what would be done, and write nothing")
    private boolean dryRun;

    @Option(names = "--output", defaultValue = "text", description = "${COMPLETION-CANDIDATES}; default text")
    private Output output;

    private boolean saved;

    @Override
    public Integer call() throws JsonProcessingException {
        Wanted wanted = new Wanted(
                RuleFiles.read(file).records(),
                dataGroup.dataGroup(),
                irule,
                Optional.ofNullable(virtual),
                OptionSettings.read(spec, settings, virtual, dataGroup.dataGroup()),
                jsonProfile);
        List<RuleProblem> problems = RuleSet.check(wanted.records(), Target.BIGIP);
        PushReport report = new PushReport(spec.commandLine().getOut(), output);
        try {
            report.problems(file, wanted.records().size(), problems);
            if (RulesCheckCommand.errors(problems) > 0) {
                return Llmlb.FAILED;
            }
            push(wanted, rules.environment(), report);
            return Llmlb.DONE;
        } catch (LlmlbException failure) {
            report.failed(String.valueOf(failure.getMessage()));
            throw failure;
        } finally {
            report.end(dryRun, saved);
        }
    }

    private void push(Wanted wanted, Map<String, String> environment, PushReport report) {
        try (BigIp device = dataGroup.connect(environment)) {
            Push push = Push.prepare(device, wanted);
            report.difference(device.url().toString(), push.difference());
            Optional<RulesException> refusal = push.refusal(force);
            if (refusal.isPresent()) {
                report.instead(push.instead());
                throw refusal.get();
            }
            push.warnings().forEach(report::warning);
            if (dryRun) {
                push.plan().forEach(report::would);
                report.note("dry run: nothing was written");
                return;
            }
            UndoFiles undo = new UndoFiles(undoDirectory, Instant.now());
            push.run(undo, report::kept, report::done);
            save(device, push.plan().isEmpty(), report);
        }
    }

    private void save(BigIp device, boolean nothing, PushReport report) {
        if (save) {
            device.saveConfiguration();
            saved = true;
            report.done("saved the device's configuration");
        } else if (nothing) {
            report.note("nothing to do");
        } else {
            report.note("in the running configuration only, not saved yet: --save does it, or tmsh save sys config");
        }
    }
}
