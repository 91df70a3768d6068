package io.llmlb.sim.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("process")
class PrometheusProcessTest {
    @TempDir
    private Path scratch;

    @Test
    void isReadyWhenStartedAndGoneWhenClosed() throws Exception {
        Path directory;
        URI url;
        try (PrometheusProcess server = PrometheusProcess.start(config("global:\n  scrape_interval: 1s\n"))) {
            directory = server.directory();
            url = server.url();
            assertThat(answer(url, "1%2B1")).contains("\"resultType\":\"scalar\"", "\"2\"");
            assertThat(directory).isDirectory();
        }
        assertThat(directory).doesNotExist();
        assertThatThrownBy(() -> answer(url, "1")).isInstanceOf(ConnectException.class);
    }

    @Test
    void comesBackOnTheSamePortAfterACrash() throws Exception {
        try (PrometheusProcess server = PrometheusProcess.start(config("global:\n  scrape_interval: 1s\n"))) {
            URI url = server.url();
            server.kill();
            assertThatThrownBy(() -> answer(url, "1")).isInstanceOf(ConnectException.class);
            server.restart();
            assertThat(server.url()).isEqualTo(url);
            assertThat(answer(url, "6*7")).contains("\"42\"");
        }
    }

    @Test
    void tellsTheLastLinesOfTheLogWhenItEnds() throws IOException {
        Path wrong = config("no_such_key: 1\n");
        assertThatThrownBy(() -> PrometheusProcess.start(wrong))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("ended with code 2")
                .hasMessageContaining("no_such_key");
    }

    private Path config(String text) throws IOException {
        return Files.writeString(scratch.resolve("prometheus.yml"), text);
    }

    private static String answer(URI server, String query) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(server + "/api/v1/query?query=" + query))
                .build();
        return HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).body();
    }
}
