package io.llmlb.app.config;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

class ConfigWatchTest {
    private final List<AppConfig> applied = new ArrayList<>();
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private final Logger logger = (Logger) LoggerFactory.getLogger("llmlb");

    @TempDir
    private Path directory;

    private Path file;
    private ConfigWatch watch;

    @BeforeEach
    void begin() throws IOException {
        file = directory.resolve("llmlb.yaml");
        Files.writeString(directory.resolve("password"), "secret");
        write("model-0");
        watch = new ConfigWatch(file, path -> YamlConfig.read(path, Map.of()), applied::add);
        log.start();
        logger.addAppender(log);
        logger.setLevel(Level.INFO);
        logger.setAdditive(false);
    }

    @AfterEach
    void end() {
        logger.detachAppender(log);
        logger.setAdditive(true);
    }

    private void write(String model) throws IOException {
        text("""
                bigips:
                  f5: {url: 192.0.2.1, username: llmlb, passwordFile: %s}
                metrics:
                  servers: {type: scrape, addresses: {"10.0.0.1:80": "10.9.9.9:80"}}
                pools:
                  - {pool: /p/a, bigip: f5, metrics: servers, model: %s, strategy: {name: article, coefKvc: 3}}
                """.formatted(directory.resolve("password"), model));
    }

    private void text(String text) throws IOException {
        Files.writeString(file, text);
    }

    private void look(int times) {
        for (int i = 0; i < times; i++) {
            watch.look();
        }
    }

    private List<String> models() {
        return applied.stream().map(config -> config.pools().get(0).model()).toList();
    }

    private List<String> said() {
        return log.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
    }

    @Test
    void aFileThatStaysIsNoNews() {
        look(3);
        assertThat(applied).isEmpty();
        assertThat(said()).isEmpty();
    }

    @Test
    void aChangedFileIsAppliedOnceItHasSettled() throws IOException {
        write("model-1");
        look(1);
        assertThat(applied).isEmpty();
        look(3);
        assertThat(models()).containsExactly("model-1");
        assertThat(said()).containsExactly(file + " has changed and is in force");
    }

    @Test
    void aFileThatIsStillBeingWrittenIsLeftAlone() throws IOException {
        for (int i = 1; i < 6; i++) {
            write("model-" + i);
            look(1);
        }
        assertThat(applied).isEmpty();
        look(1);
        assertThat(models()).containsExactly("model-5");
    }

    @Test
    void whatIsWrongIsToldOnceWithItsLineAndChangesNothing() throws IOException {
        text(Files.readString(file) + "  - {pool: /p/b, bigip: f6, metrics: servers, model: m, mode: off}\n");
        look(5);
        assertThat(applied).isEmpty();
        assertThat(said())
                .containsExactly(file + " has changed, but the configuration before stays in force: " + file
                        + ":7:25: pools[1].bigip: there is no \"f6\" under bigips; " + file
                        + ":7:63: pools[1].mode: a mode is run, dry-run or neutral, but this is \"off\"");
        write("model-2");
        look(2);
        assertThat(models()).containsExactly("model-2");
    }

    @Test
    void aFileThatIsGoneOrEmptyChangesNothing() throws IOException {
        Files.delete(file);
        look(4);
        assertThat(said()).singleElement().asString().contains("the file cannot be read");
        text("");
        look(4);
        assertThat(applied).isEmpty();
    }

    @Test
    void thousandEditsOfWhichAThirdAreWrongAreEachAppliedOrTold() throws IOException {
        Random random = new Random(7);
        List<String> right = new ArrayList<>();
        int wrong = 0;
        for (int i = 1; i <= 1000; i++) {
            if (random.nextInt(3) == 0) {
                write("m, interval: " + i + " parsecs");
                wrong++;
            } else {
                write("model-" + i);
                right.add("model-" + i);
            }
            look(2);
        }
        assertThat(models()).isEqualTo(right);
        assertThat(said()).filteredOn(line -> line.contains(":6:")).hasSize(wrong);
    }

    @Test
    void twoReadingsOfOneFileAreEqual() {
        assertThat(YamlConfig.read(file, Map.of())).isEqualTo(YamlConfig.read(file, Map.of()));
    }
}
