package io.llmlb.app.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.llmlb.app.rules.Difference;
import io.llmlb.app.rules.DifferenceText;
import io.llmlb.app.rules.Push;
import io.llmlb.app.rules.RuleFiles;
import io.llmlb.app.rules.Wanted;
import io.llmlb.bigip.BigIp;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
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
        name = "diff",
        description = "How the rules that a BIG-IP holds differ from a file. Fails when they do; what --irule and"
                + " --virtual ask about counts too.",
        mixinStandardHelpOptions = true)
@SuppressWarnings("NullAway.Init") // fields are set by picocli
final class RulesDiffCommand implements Callable<Integer> {
    @ParentCommand
    private RulesCommand rules;

    @Spec
    private CommandSpec spec;

    @Mixin
    private DataGroupOptions dataGroup;

    @Parameters(paramLabel = "FILE", description = "the rule set")
    private Path file;

    @Option(names = "--irule", description = "whether the iRule is that of this version, too")
    private boolean irule;

    @Option(
            names = "--virtual",
            paramLabel = "PATH",
            converter = FullPath.class,
            description = "whether this virtual server routes by this data group, too")
    private @Nullable String virtual;

    @Option(names = "--output", defaultValue = "text", description = "${COMPLETION-CANDIDATES}; default text")
    private Output output;

    @Override
    public Integer call() throws JsonProcessingException {
        Wanted wanted = new Wanted(
                RuleFiles.read(file).records(),
                dataGroup.dataGroup(),
                irule,
                Optional.ofNullable(virtual),
                Map.of(),
                Wanted.JSON_PROFILE);
        PrintWriter out = spec.commandLine().getOut();
        try (BigIp device = dataGroup.connect(rules.environment())) {
            Push push = Push.prepare(device, wanted);
            Difference difference = push.difference();
            if (output == Output.JSON) {
                Map<String, Object> data = new LinkedHashMap<>();
                data.put("same", difference.none(irule));
                data.putAll(DifferenceText.data(difference));
                push.stripped().ifPresent(why -> data.put("stripped", why));
                out.println(new ObjectMapper().writeValueAsString(data));
            } else {
                DifferenceText.lines(difference).forEach(out::println);
                push.stripped().ifPresent(out::println);
            }
            return difference.none(irule) ? Llmlb.DONE : Llmlb.FAILED;
        }
    }
}
