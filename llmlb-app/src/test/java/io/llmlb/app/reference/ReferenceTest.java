package io.llmlb.app.reference;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class ReferenceTest {
    private static final Path ROOT = Path.of("..");

    @Test
    void itIsWhatTheCodeSays() throws IOException {
        String text = new Reference(ROOT).text();
        assertThat(Files.readString(ROOT.resolve("docs/reference.md")))
                .as("write it anew by ./reference")
                .isEqualTo(text);
        assertThat(text)
                .contains("| `bigips.NAME.passwordFile` |", "| `pools[].guards.maxAge` |", "| 2 | bad usage")
                .contains("llmlb_member_ratio", "has changed and is in force");
    }

    /** The table of the README has every environment variable that is asked for. */
    @Test
    void theReadmeHasEveryVariable() throws IOException {
        String readme = Files.readString(ROOT.resolve("README.md"));
        String code = Files.readString(Path.of("src/main/java/io/llmlb/app/config/EnvironmentConfig.java"));
        var names = Pattern.compile("\"([A-Z][A-Z0-9]+(?:_[A-Z0-9]+)*)\"")
                .matcher(code)
                .results()
                .map(name -> name.group(1))
                .distinct()
                // set by Kubernetes; a place in messages
                .filter(name -> !name.equals("KUBERNETES_SERVICE_HOST") && !name.equals("PROMETHEUS"))
                .toList();
        assertThat(names)
                .hasSizeGreaterThan(10)
                .allSatisfy(name -> assertThat(readme).contains("`" + name + "`"));
    }
}
