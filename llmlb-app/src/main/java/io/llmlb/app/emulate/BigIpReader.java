package io.llmlb.app.emulate;

import io.llmlb.app.config.ConfigException;
import io.llmlb.app.config.SecretFile;
import io.llmlb.app.config.Section;
import io.llmlb.app.config.Values;
import io.llmlb.app.rules.RuleFiles;
import io.llmlb.core.PoolName;
import io.llmlb.sim.live.BigIpPlan;
import io.llmlb.sim.live.PoolPlan;
import io.llmlb.sim.model.bigip.DataGroup;
import io.llmlb.sim.model.bigip.DataPlaneOptions;
import io.llmlb.sim.model.bigip.ManagementOptions;
import io.llmlb.sim.model.bigip.OneConnect;
import io.llmlb.sim.model.bigip.VirtualServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/** The mapping {@code bigip}. */
final class BigIpReader {
    private static final List<String> PROFILES = List.of("tcp", "http", "json", "one-connect");

    private final Path file;
    private final String bind;

    /**
     * @param file whose folder the files that it names are looked for in
     */
    BigIpReader(Path file, String bind) {
        this.file = file;
        this.bind = bind;
    }

    BigIpPlan read(Section section) {
        int port = section.optional("port", BigIpReader::port).orElse(0);
        String user = section.optional("user", Function.identity()).orElse("admin");
        Optional<String> password = section.optional(
                "passwordFile",
                text -> String.valueOf(
                        new SecretFile(Values.readable(beside(text).toString())).get()));
        String version = section.optional("version", Function.identity()).orElse("21.0.0");
        Duration interval =
                section.optional("monitorInterval", Values::interval).orElse(Duration.ofSeconds(2));
        Duration latency = section.optional("latency", Values::duration).orElse(Duration.ZERO);
        ManagementOptions management =
                section.section("management").map(Unknowns::management).orElse(ManagementOptions.DEFAULT);
        DataPlaneOptions dataPlane =
                section.section("dataPlane").map(Unknowns::dataPlane).orElse(DataPlaneOptions.DEFAULT);
        OneConnect oneConnect =
                section.section("oneConnect").map(Unknowns::oneConnect).orElse(OneConnect.DEFAULT);
        List<PoolPlan> pools = each(section, "pools", BigIpReader::pool);
        List<DataGroup> dataGroups = each(section, "dataGroups", this::dataGroup);
        List<VirtualServer> virtualServers = each(section, "virtualServers", this::virtualServer);
        section.end();
        return new BigIpPlan(
                port,
                user,
                password,
                version,
                latency,
                interval,
                management,
                dataPlane,
                oneConnect,
                pools,
                dataGroups,
                virtualServers);
    }

    private static Optional<PoolPlan> pool(Section section) {
        Optional<PoolName> name = section.required("pool", PoolName::new);
        String mode = section.optional("loadBalancingMode", text -> text.toLowerCase(Locale.ROOT))
                .orElse("ratio-member");
        boolean monitored = section.optional("monitor", Values::yes).orElse(true);
        List<String> members = section.values("members").orElse(List.of());
        section.end();
        return name.map(path -> new PoolPlan(path, mode, members, monitored));
    }

    private Optional<DataGroup> dataGroup(Section section) {
        Optional<String> path = section.required("dataGroup", BigIpReader::fullPath);
        Optional<Path> named = section.required("file", this::beside);
        section.end();
        if (path.isEmpty() || named.isEmpty()) {
            return Optional.empty();
        }
        try {
            TreeMap<String, String> records =
                    new TreeMap<>(RuleFiles.read(named.get()).records());
            return Optional.of(new DataGroup(path.get(), "string", records, 1));
        } catch (ConfigException wrong) {
            wrong.problems().forEach(problem -> section.problem("file", problem));
            return Optional.empty();
        }
    }

    private Optional<VirtualServer> virtualServer(Section section) {
        Optional<String> path = section.required("virtualServer", BigIpReader::fullPath);
        int port = section.optional("port", BigIpReader::port).orElse(0);
        Optional<PoolName> pool = section.optional("pool", PoolName::new);
        List<String> rules = section.values("rules").orElse(List.of());
        List<String> types = section.values("profiles").orElse(List.of("tcp", "http", "one-connect"));
        Map<String, String> profiles = new LinkedHashMap<>();
        for (String type : types) {
            if (PROFILES.contains(type)) {
                profiles.put("/Common/" + type.replace("-", ""), type);
            } else {
                section.problem("profiles", "a profile is one of " + PROFILES + ", but this is \"" + type + "\"");
            }
        }
        section.end();
        return path.map(full -> new VirtualServer(full, bind, port, pool, rules, profiles, true, 1));
    }

    private static <T> List<T> each(Section section, String key, Function<Section, Optional<T>> reader) {
        List<T> all = new ArrayList<>();
        if (section.keys().contains(key)) {
            section.list(key).forEach(item -> reader.apply(item).ifPresent(all::add));
        }
        return all;
    }

    private Path beside(String text) {
        return file.toAbsolutePath().resolveSibling(text);
    }

    private static int port(String text) {
        return Values.integer(text, 0, 65_535);
    }

    private static String fullPath(String text) {
        if (!text.matches("/[^/\\s]+(/[^/\\s]+)+")) {
            throw new IllegalArgumentException("this is a full path such as /Common/name, but it is \"" + text + "\"");
        }
        return text;
    }
}
