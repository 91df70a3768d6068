package io.llmlb.sim.live.bigip;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.llmlb.core.PoolName;
import io.llmlb.sim.model.bigip.Member;
import io.llmlb.sim.model.bigip.Pool;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clients of iControl REST that others wrote, fetched from npm's registry. */
@Tag("process")
class PublicClientsTest {
    private static final Path SOURCE = Path.of("src/test/js");
    private static final Path INSTALLED = Path.of("target/js");

    @Test
    void twoPublicClientsLogInListPoolsAndChangeRatios(@TempDir Path temp) throws Exception {
        install(temp);
        PoolName name = new PoolName("/vllm/Shared/llm_pool");
        try (BigIpEmulator bigIp = BigIpEmulator.builder().password("s3cret").start()) {
            List<Member> members = List.of(Member.of("vllm", "10.0.0.1", 8000), Member.of("vllm", "fd00::12", 8000));
            bigIp.addPool(new Pool(name, "ratio-member", members));
            JsonNode saw = new ObjectMapper()
                    .readTree(run(
                            temp,
                            60,
                            "node",
                            "clients.js",
                            bigIp.url().getHost(),
                            String.valueOf(bigIp.url().getPort()),
                            bigIp.user(),
                            bigIp.password(),
                            name.path()));
            assertThat(saw.path("conxCore").toString())
                    .isEqualTo("{\"pools\":[\"/vllm/Shared/llm_pool\"],\"ratio\":7}");
            assertThat(saw.path("cloudLibs").toString())
                    .isEqualTo("{\"during\":[7,1],\"state\":\"COMPLETED\",\"after\":[3,3]}");
            assertThat(bigIp.pool(name).orElseThrow().members())
                    .extracting(Member::ratio)
                    .containsExactly(3, 3);
        }
    }

    private static void install(Path temp) throws Exception {
        Files.createDirectories(INSTALLED);
        boolean changed = false;
        for (String file : List.of("package.json", "clients.js")) {
            String text = Files.readString(SOURCE.resolve(file));
            Path copy = INSTALLED.resolve(file);
            changed |= file.equals("package.json")
                    && !(Files.exists(copy) && Files.readString(copy).equals(text));
            Files.writeString(copy, text);
        }
        if (changed || !Files.exists(INSTALLED.resolve("node_modules"))) {
            run(temp, 180, "npm", "install", "--no-package-lock", "--no-audit", "--no-fund", "--ignore-scripts");
        }
    }

    private static String run(Path temp, int seconds, String... command) throws Exception {
        Path out = temp.resolve(command[0] + ".out");
        Path err = temp.resolve(command[0] + ".err");
        Process process = new ProcessBuilder(command)
                .directory(INSTALLED.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        try {
            assertThat(process.waitFor(seconds, TimeUnit.SECONDS))
                    .as(command[0] + " is done")
                    .isTrue();
            assertThat(process.exitValue()).as(Files.readString(err)).isZero();
            return Files.readString(out);
        } finally {
            process.destroyForcibly();
        }
    }
}
