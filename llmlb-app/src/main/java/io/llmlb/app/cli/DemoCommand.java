package io.llmlb.app.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.llmlb.app.demo.Demo;
import io.llmlb.app.demo.DemoResult;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        name = "demo",
        description =
                "Everything embedded: vLLM servers, BIG-IP, traffic and controller. Shows in a minute what it does.",
        mixinStandardHelpOptions = true)
@SuppressWarnings("NullAway.Init") // fields are set by picocli
final class DemoCommand implements Callable<Integer> {
    private static final Pattern SECONDS = Pattern.compile("(\\d{1,5})s?");
    private static final int LEAST = 15;

    @Spec
    private CommandSpec spec;

    @Option(names = "--duration", defaultValue = "60s", description = "of the traffic, 15s or more; default 60s")
    private String duration;

    @Option(names = "--seed", defaultValue = "1", description = "of the servers' jitter; default 1")
    private long seed;

    @Option(names = "--output", defaultValue = "text", description = "${COMPLETION-CANDIDATES}; default text")
    private Output output;

    @Override
    public Integer call() throws InterruptedException, JsonProcessingException {
        PrintWriter out = spec.commandLine().getOut();
        boolean terminal =
                Boolean.getBoolean("llmlb.terminal"); // the launcher can ask whether stderr is one; Java cannot
        Demo demo = new Demo(seconds(), seed, spec.commandLine().getErr(), terminal);
        DemoResult result = Termination.interruptibly(demo::run);
        if (output == Output.JSON) {
            out.println(new ObjectMapper().writeValueAsString(result.data()));
        } else {
            result.table().forEach(out::println);
        }
        return result.failed() == 0 ? Llmlb.DONE : Llmlb.FAILED;
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
