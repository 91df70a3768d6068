package io.llmlb.app.emulate;

import io.llmlb.app.config.ConfigException;
import io.llmlb.app.config.Section;
import io.llmlb.app.config.Values;
import io.llmlb.app.config.YamlFile;
import io.llmlb.sim.live.BigIpPlan;
import io.llmlb.sim.live.ClusterOptions;
import io.llmlb.sim.live.ServerPlan;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What to emulate, as a YAML file: vLLM servers, a BIG-IP, or both.
 *
 * <pre>{@code
 * bind: 127.0.0.1
 * scrapeInterval: 5s
 * servers:
 *   - {name: fast, profile: h100, port: 8001}
 *   - {name: slow, profile: l4, slowFactor: 1.5, keepAlive: 65s}
 * bigip:
 *   port: 8443
 *   passwordFile: /run/secrets/bigip
 *   pools:
 *     - {pool: /vllm/Shared/gpt, members: [fast, slow]}
 *   dataGroups:
 *     - {dataGroup: /Common/InferenceBodyBasedRouting_rules, file: rules.yaml}
 *   virtualServers:
 *     - {virtualServer: /Common/llm, port: 8080, pool: /vllm/Shared/gpt}
 * }</pre>
 */
public final class EmulatorFile {
    private final YamlFile file;

    private EmulatorFile(YamlFile file) {
        this.file = file;
    }

    /**
     * Reads a file.
     *
     * @param environment for each <code>${NAME}</code> in a value
     * @throws ConfigException naming everything that is missing, misspelt or wrong, with line and column
     */
    public static ClusterOptions read(Path path, Map<String, String> environment) {
        return new EmulatorFile(YamlFile.of(path, environment)).read(path);
    }

    private ClusterOptions read(Path path) {
        Section root = file.root();
        String bind = root.optional("bind", Values::address).orElse("127.0.0.1");
        Duration scrape = root.optional("scrapeInterval", Values::wholeSeconds).orElse(Duration.ofSeconds(5));
        List<ServerPlan> servers = new ArrayList<>();
        if (root.keys().contains("servers")) {
            for (Section server : root.list("servers")) {
                ServerReader.read(server, servers.size() + 1).ifPresent(servers::add);
            }
        }
        Optional<BigIpPlan> bigIp = root.section("bigip").map(section -> new BigIpReader(path, bind).read(section));
        if (!root.keys().contains("servers") && bigIp.isEmpty()) {
            root.problem("servers", "there is nothing to emulate: give servers, bigip or both");
        }
        root.end();
        file.throwIfWrong();
        try {
            return new ClusterOptions(servers, bigIp, bind, scrape);
        } catch (IllegalArgumentException contradiction) {
            throw new ConfigException(path.toString(), List.of(path + ": " + contradiction.getMessage()));
        }
    }
}
