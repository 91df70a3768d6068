package io.llmlb.app.faults;

import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.jsonResponse;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import io.llmlb.app.cli.Llmlb;
import io.llmlb.app.endtoend.ControllerProcess;
import io.llmlb.core.PoolName;
import io.llmlb.sim.live.bigip.BigIpEmulator;
import io.llmlb.sim.live.net.EventLoops;
import io.llmlb.sim.model.bigip.Member;
import io.llmlb.sim.model.bigip.Pool;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The article's form: one container a model in one pod, each configured by its environment, none of whom may use leases. */
@Tag("process")
class SeparatePoolsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Pattern STATUS = Pattern.compile("status at (http://127\\.0\\.0\\.1:\\d+)");
    private static final String FORBIDDEN =
            "{\"kind\":\"Status\",\"apiVersion\":\"v1\",\"status\":\"Failure\",\"reason\":\"Forbidden\","
                    + "\"message\":\"leases.coordination.k8s.io is forbidden\",\"code\":403}";

    private final List<ControllerProcess> processes = new ArrayList<>();

    @Test
    void threeProcessesOnOneHostKeepOutOfEachOthersWay() throws Exception {
        VirtualClock standing = new VirtualClock();
        Load load = new Load(standing.instant(), List.of(0, 1, 3));
        WireMockServer kubernetes = new WireMockServer(
                WireMockConfiguration.options().bindAddress("127.0.0.1").dynamicPort());
        kubernetes.stubFor(any(anyUrl()).willReturn(jsonResponse(FORBIDDEN, 403)));
        kubernetes.start();
        try (EventLoops loops = new EventLoops();
                PlayedPrometheus prometheus = new PlayedPrometheus(standing, load, 3, Duration.ofSeconds(1));
                BigIpEmulator device = BigIpEmulator.builder()
                        .password("right")
                        .eventLoops(loops)
                        .start()) {
            List<Pool> pools = new ArrayList<>();
            for (String name : List.of("one", "two", "three")) {
                Pool pool = new Pool(new PoolName("/Common/" + name), "ratio-member", prometheus.members());
                device.addPool(pool);
                pools.add(pool);
                String onShutdown = name.equals("three") ? "neutral" : "keep";
                processes.add(start(device, prometheus, kubernetes, name, onShutdown));
            }
            await(() -> pools.stream().allMatch(pool -> ratios(pool).equals(Child.BEFORE)));

            List<String> urls =
                    processes.stream().map(SeparatePoolsTest::status).toList();
            assertThat(new HashSet<>(urls)).hasSize(3);
            for (int i = 0; i < urls.size(); i++) {
                assertThat(processes.get(i).output()).contains("goes on alone", "let its service account get");
                assertThat(explain("--url", urls.get(i)))
                        .startsWith("pool " + pools.get(i).name())
                        .contains("this replica leads", "has ratio 4, set 1 -> 4 at");
            }
            assertThat(explain("--url", urls.get(0), "/Common/two")).contains("there is no pool /Common/two here");

            assertThat(processes.get(2).terminate()).isZero();
            assertThat(ratios(pools.get(2))).as("onShutdown: neutral").containsExactly(1, 1, 1);
            assertThat(processes.get(0).terminate()).isZero();
            assertThat(ratios(pools.get(0))).as("onShutdown: keep").isEqualTo(Child.BEFORE);
        } finally {
            processes.forEach(ControllerProcess::close);
            kubernetes.stop();
        }
    }

    private static ControllerProcess start(
            BigIpEmulator device,
            PlayedPrometheus prometheus,
            WireMockServer kubernetes,
            String pool,
            String onShutdown)
            throws IOException {
        Map<String, String> environment = new TreeMap<>();
        environment.put("BIGIP", device.url().toString());
        environment.put("BIGIP_USER", "admin");
        environment.put("BIGIP_PASS", "right");
        environment.put("BIGIP_CERT_SHA256", device.certSha256());
        environment.put("POOL", "/Common/" + pool);
        environment.put("MODEL", Metrics.MODEL);
        environment.put("INTERVAL", "1");
        environment.put("COEF_NRW", "1");
        environment.put("COEF_RQT", "0");
        environment.put("PROMETHEUS_URL", prometheus.url());
        environment.put("ON_SHUTDOWN", onShutdown);
        environment.put("KUBERNETES_SERVICE_HOST", "127.0.0.1");
        environment.put("KUBERNETES_SERVICE_PORT", Integer.toString(kubernetes.port()));
        environment.put("KUBERNETES_MASTER", kubernetes.baseUrl());
        return new ControllerProcess(environment, "run");
    }

    private static List<Integer> ratios(Pool pool) {
        return pool.members().stream().map(Member::ratio).toList();
    }

    private static String status(ControllerProcess process) {
        Matcher url = STATUS.matcher(process.output());
        assertThat(url.find()).as(process.output()).isTrue();
        return url.group(1);
    }

    private static String explain(String... arguments) {
        StringWriter out = new StringWriter();
        List<String> all = new ArrayList<>(List.of("explain"));
        all.addAll(List.of(arguments));
        Llmlb.run(all.toArray(String[]::new), Map.of(), new PrintWriter(out), new PrintWriter(out));
        return out.toString();
    }

    private void await(BooleanSupplier wanted) throws InterruptedException {
        long began = System.nanoTime();
        CountDownLatch never = new CountDownLatch(1);
        while (!wanted.getAsBoolean()) {
            if (System.nanoTime() - began > PATIENCE.toNanos() || never.await(50, TimeUnit.MILLISECONDS)) {
                throw new AssertionError("not within " + PATIENCE.toSeconds() + " s\n"
                        + String.join(
                                "\n\n",
                                processes.stream()
                                        .map(ControllerProcess::output)
                                        .toList()));
            }
        }
    }
}
