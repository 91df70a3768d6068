package io.llmlb.app.doctor;

import io.llmlb.app.config.YamlConfig;
import io.llmlb.core.PoolName;
import io.llmlb.sim.live.Cluster;
import io.llmlb.sim.live.ClusterOptions;
import io.llmlb.sim.live.bigip.BigIpEmulator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** What is looked at: an emulated BIG-IP, perhaps with two servers behind it, and a configuration that names it. */
final class Ward implements AutoCloseable {
    static final PoolName POOL = new PoolName("/vllm/Shared/llm_pool");
    static final String MODEL = "meta-llama/Llama-3.1-8B-Instruct";

    final BigIpEmulator bigIp;

    /** Parts of the configuration, for a test to change. */
    String url;

    String password;
    String trust;
    String peer = "";
    String metrics = "type: scrape";
    String model = MODEL;
    String poolOptions = "";

    private final Path directory;
    private final Runnable end;

    private Ward(Path directory, BigIpEmulator bigIp, Runnable end) {
        this.directory = directory;
        this.bigIp = bigIp;
        this.end = end;
        this.url = bigIp.url().toString();
        this.password = bigIp.password();
        this.trust = pin(bigIp);
    }

    /** Two servers in one pool behind one virtual server, and all is well. */
    static Ward healthy(Path directory) {
        Cluster cluster = Cluster.start(ClusterOptions.of("a100", "a100"));
        return new Ward(directory, cluster.bigIp(), cluster::close);
    }

    /** A BIG-IP without the pool. */
    static Ward bare(Path directory, BigIpEmulator bigIp) {
        return new Ward(directory, bigIp, bigIp::close);
    }

    static String pin(BigIpEmulator unit) {
        return "certSha256: \"" + unit.certSha256() + "\"";
    }

    /** Names another unit as the other one of the pair. */
    void peer(BigIpEmulator unit) {
        peer = ", peer: {url: \"" + unit.url() + "\", " + pin(unit) + "}";
    }

    Path configuration() throws IOException {
        Path secret = Files.writeString(directory.resolve("password"), password);
        return Files.writeString(directory.resolve("llmlb.yaml"), """
                bigips:
                  lab: {url: "%s", username: %s, passwordFile: "%s", %s%s}
                metrics:
                  m: {%s}
                pools:
                  - {pool: %s, bigip: lab, metrics: m, model: "%s"%s}
                """.formatted(
                        url, bigIp.user(), secret, trust, peer, metrics, POOL, model, poolOptions));
    }

    /** All findings. */
    List<Finding> examine() throws IOException {
        return Doctor.examine(YamlConfig.read(configuration(), Map.of()));
    }

    /** Those of one check at the place that begins so. */
    List<Finding> examine(String place, String check) throws IOException {
        return examine().stream()
                .filter(finding ->
                        finding.place().startsWith(place) && finding.check().equals(check))
                .toList();
    }

    /** Verdict and text of those. */
    List<String> lines(String place, String check) throws IOException {
        return examine(place, check).stream()
                .map(finding -> finding.verdict().word() + " " + finding.what())
                .toList();
    }

    /** The names of the members, such as {@code 127.0.0.1:8000}. */
    List<String> members() {
        return bigIp.pool(POOL).orElseThrow().members().stream()
                .map(member -> member.address() + ":" + member.port())
                .toList();
    }

    @Override
    public void close() {
        end.run();
    }
}
