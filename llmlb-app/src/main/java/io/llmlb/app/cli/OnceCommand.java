package io.llmlb.app.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.llmlb.app.Wiring;
import io.llmlb.app.status.CycleData;
import io.llmlb.app.status.CycleText;
import io.llmlb.core.control.Cycle;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

@Command(
        name = "once",
        description = "One cycle of every pool: per member its signals, their age, old ratio -> new ratio, and why.",
        mixinStandardHelpOptions = true)
@SuppressWarnings("NullAway.Init") // fields are set by picocli
final class OnceCommand implements Callable<Integer> {
    @ParentCommand
    private Llmlb llmlb;

    @Spec
    private CommandSpec spec;

    @Mixin
    private ConfigOptions options;

    @Option(names = "--output", defaultValue = "text", description = "${COMPLETION-CANDIDATES}; default text")
    private Output output;

    @Override
    public Integer call() throws JsonProcessingException {
        try (Wiring wiring = new Wiring(options.read(llmlb.environment()))) {
            wiring.login(false);
            List<Cycle> cycles =
                    wiring.loops().stream().map(loop -> loop.runOnce()).toList();
            print(cycles, spec.commandLine().getOut());
            return cycles.stream().anyMatch(cycle -> cycle.problem().isPresent()) ? Llmlb.FAILED : Llmlb.DONE;
        }
    }

    private void print(List<Cycle> cycles, PrintWriter out) throws JsonProcessingException {
        if (output == Output.JSON) {
            out.println(new ObjectMapper()
                    .writerWithDefaultPrettyPrinter()
                    .writeValueAsString(cycles.stream().map(CycleData::of).toList()));
        } else {
            cycles.forEach(cycle -> CycleText.table(cycle).forEach(out::println));
        }
    }
}
