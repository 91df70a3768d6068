package io.llmlb.app.cli;

import io.llmlb.app.config.ConfigException;
import io.llmlb.core.LlmlbException;
import java.io.PrintWriter;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command line. */
@Command(
        name = "llmlb",
        description = "Steers LLM requests behind F5 BIG-IP by the state of the vLLM servers.",
        mixinStandardHelpOptions = true,
        version = "llmlb 0.1.0-SNAPSHOT",
        synopsisSubcommandLabel = "COMMAND",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:done", "1:failed", "2:bad usage or configuration"},
        subcommands = {
            RunCommand.class,
            OnceCommand.class,
            NeutralCommand.class,
            ConfigCommand.class,
            RulesCommand.class
        })
public final class Llmlb implements Runnable {
    static final int DONE = 0;
    static final int FAILED = 1;
    static final int USAGE = 2;

    private final Map<String, String> environment;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before anything runs
    private CommandSpec spec;

    private Llmlb(Map<String, String> environment) {
        this.environment = environment;
    }

    /**
     * Runs one command.
     *
     * @return the exit code: 0 done, 1 failed, 2 bad usage or configuration
     */
    public static int run(String[] arguments, Map<String, String> environment, PrintWriter out, PrintWriter err) {
        CommandLine line = new CommandLine(new Llmlb(environment));
        SimulatorCommands.addTo(line);
        line.setOut(out);
        line.setErr(err);
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setExecutionExceptionHandler((failure, command, parsed) -> explain(failure, command.getErr()));
        return line.execute(arguments);
    }

    /** The environment variables that this run sees. */
    Map<String, String> environment() {
        return environment;
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "a command is missing");
    }

    private static int explain(Exception failure, PrintWriter err) {
        if (failure instanceof ConfigException wrong) {
            wrong.problems().forEach(problem -> err.println("llmlb: " + problem));
            return USAGE;
        }
        if (failure instanceof LlmlbException expected) {
            err.println("llmlb: " + expected.getMessage());
            return FAILED;
        }
        if (failure instanceof InterruptedException) {
            err.println("llmlb: ended before it was done");
            return FAILED;
        }
        err.println("llmlb: unexpected " + failure + ". This is a defect: please report it with these lines");
        failure.printStackTrace(err);
        return FAILED;
    }
}
