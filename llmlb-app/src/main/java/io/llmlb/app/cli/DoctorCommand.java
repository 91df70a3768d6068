package io.llmlb.app.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.llmlb.app.doctor.Doctor;
import io.llmlb.app.doctor.DoctorText;
import io.llmlb.app.doctor.Finding;
import io.llmlb.app.doctor.Verdict;
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
        name = "doctor",
        description =
                "Looks at every BIG-IP, pool, virtual server and source of metrics that the configuration names, and"
                        + " says what is wrong and how to mend it. Reads only. Fails when a check does; warnings are no failure.",
        mixinStandardHelpOptions = true)
@SuppressWarnings("NullAway.Init") // fields are set by picocli
final class DoctorCommand implements Callable<Integer> {
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
        List<Finding> findings = Doctor.examine(options.read(llmlb.environment()));
        PrintWriter out = spec.commandLine().getOut();
        if (output == Output.JSON) {
            out.println(
                    new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(DoctorText.data(findings)));
        } else {
            DoctorText.lines(findings).forEach(out::println);
        }
        boolean failed = findings.stream().anyMatch(finding -> finding.verdict() == Verdict.FAILED);
        return failed ? Llmlb.FAILED : Llmlb.DONE;
    }
}
