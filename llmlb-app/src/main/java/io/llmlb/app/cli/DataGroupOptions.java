package io.llmlb.app.cli;

import io.llmlb.app.Clients;
import io.llmlb.app.config.BigIpSection;
import io.llmlb.app.config.EnvironmentConfig;
import io.llmlb.bigip.BigIp;
import io.llmlb.rules.irule.InferenceBodyBasedRouting;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options that say which data group on which BIG-IP: the same for every command that needs one. */
@SuppressWarnings("NullAway.Init") // fields are set by picocli
final class DataGroupOptions {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description =
                    "YAML file; without it the environment variables BIGIP, BIGIP_USER, BIGIP_PASS, BIGIP_CA_FILE,"
                            + " BIGIP_CERT_SHA256, BIGIP_INSECURE say where the BIG-IP is")
    private @Nullable Path file;

    @Option(names = "--bigip", paramLabel = "NAME", description = "which of the file's bigips, when it has several")
    private @Nullable String name;

    @Option(
            names = "--data-group",
            paramLabel = "PATH",
            defaultValue = InferenceBodyBasedRouting.RULES,
            converter = FullPath.class,
            description = "full path of the data group; default ${DEFAULT-VALUE}")
    private String dataGroup;

    /** The data group's full path. */
    String dataGroup() {
        return dataGroup;
    }

    /**
     * Logs in.
     *
     * @throws io.llmlb.app.config.ConfigException when what says where it is is wrong
     * @throws io.llmlb.bigip.BigIpException when it cannot be reached, or refuses the login
     */
    BigIp connect(Map<String, String> environment) {
        if (file == null && name != null) {
            throw new ParameterException(command.commandLine(), "--bigip names one of the BIG-IPs in a --config file");
        }
        BigIp device = Clients.bigip(
                file == null
                        ? EnvironmentConfig.bigip(environment)
                        : BigIpSection.read(file, environment, Optional.ofNullable(name)));
        try {
            device.login();
            return device;
        } catch (RuntimeException failure) {
            device.close();
            throw failure;
        }
    }
}
