package io.llmlb.app.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.llmlb.app.demo.Demo;
import io.llmlb.app.demo.DemoOptions;
import io.llmlb.app.demo.DemoReport;
import io.llmlb.app.demo.DemoResult;
import io.llmlb.app.plot.Folder;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        name = "demo",
        description =
                "Everything embedded: vLLM servers, BIG-IP, traffic, controller and its status page. Shows in a minute"
                        + " what llmlb does; from 180s on with more acts.",
        mixinStandardHelpOptions = true)
@SuppressWarnings("NullAway.Init") // fields are set by picocli
final class DemoCommand implements Callable<Integer> {
    private static final Pattern SECONDS = Pattern.compile("(\\d{1,5})s?");
    private static final int LEAST = 15;

    @Spec
    private CommandSpec spec;

    @Option(names = "--duration", defaultValue = "60s", description = "of the traffic, 15s or more; default 60s")
    private String duration;

    @Option(names = "--seed", defaultValue = "1", description = "of the servers' jitter and of the requests; default 1")
    private long seed;

    @Option(names = "--port", defaultValue = "0", description = "of the status page; default any free one")
    private int port;

    @Option(names = "--no-browser", description = "do not open the status page")
    private boolean noBrowser;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "where the report goes; default a new folder among the temporary ones")
    private @Nullable Path out;

    @Option(names = "--output", defaultValue = "text", description = "${COMPLETION-CANDIDATES}; default text")
    private Output output;

    @Override
    public Integer call() throws InterruptedException, JsonProcessingException {
        PrintWriter print = spec.commandLine().getOut();
        boolean terminal =
                Boolean.getBoolean("llmlb.terminal"); // the launcher can ask whether stderr is one; Java cannot
        boolean shown = terminal && !noBrowser && output == Output.TEXT;
        DemoOptions options = new DemoOptions(seconds(), seed, port());
        Optional<Folder> folder = Optional.ofNullable(out).map(Folder::at); // before a minute has passed
        Demo demo = new Demo(options, spec.commandLine().getErr(), terminal, page -> {
            if (shown) {
                Browser.open(page);
            }
        });
        Logging.defectsOnly(); // the page has them, and the table here stays readable
        DemoResult result = Termination.interruptibly(demo::run);
        URI report = DemoReport.write(result, folder.orElseGet(Folder::temporary));
        if (output == Output.JSON) {
            print.println(new ObjectMapper().writeValueAsString(result.data()));
        } else {
            result.table().forEach(print::println);
            print.println("report: " + report);
        }
        return result.failed() == 0 ? Llmlb.DONE : Llmlb.FAILED;
    }

    private int port() {
        if (port < 0 || port > 65_535) {
            throw new ParameterException(spec.commandLine(), "--port is 0 to 65535, but this is \"" + port + "\"");
        }
        return port;
    }

    private Duration seconds() {
        Matcher form = SECONDS.matcher(duration.strip());
        if (!form.matches() || Integer.parseInt(form.group(1)) < LEAST) {
            throw new ParameterException(
                    spec.commandLine(), "--duration is seconds, 15s or more, but this is \"" + duration + "\"");
        }
        return Duration.ofSeconds(Integer.parseInt(form.group(1)));
    }
}
