package io.llmlb.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The Java in the documents compiles; beside it stands what a reader would have around it. */
@Tag("process")
class JavaSnippetsTest {
    @TempDir
    Path folder;

    static List<Document> documents() {
        return Project.documents().stream()
                .filter(document -> !document.of("java").isEmpty())
                .toList();
    }

    @Test
    void everyModuleShowsSome() {
        assertThat(documents())
                .extracting(Document::name)
                .containsExactlyInAnyOrderElementsOf(Project.MODULES.stream()
                        .map(module -> "llmlb-" + module + "/README.md")
                        .toList());
    }

    @ParameterizedTest
    @MethodSource("documents")
    void itCompiles(Document document) throws Exception {
        String methods = document.of("java").stream()
                .map(snippet ->
                        "    void line" + snippet.line() + "() throws Exception {\n" + snippet.text() + "    }\n")
                .collect(Collectors.joining("\n"));
        String module = document.name().substring(0, document.name().indexOf('/'));
        Path source = Files.writeString(
                folder.resolve("Snippets.java"), around(module).replace("@snippets@", methods));
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter says = new StringWriter();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, StandardCharsets.UTF_8)) {
            List<String> options = List.of("-d", folder.toString(), "-proc:none", "-classpath", classpath());
            boolean good = compiler.getTask(says, files, null, options, null, files.getJavaFileObjects(source.toFile()))
                    .call();
            assertThat(good).as("%s: %s", document, says).isTrue();
        }
    }

    private static String around(String module) throws IOException {
        try (var resource = JavaSnippetsTest.class.getResourceAsStream("snippets/" + module + ".txt")) {
            return new String(resource.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static String classpath() throws IOException, InterruptedException {
        try (Stream<Path> files = Files.walk(Shipment.get().repository().resolve("io/llmlb"))) {
            return files.map(Path::toString)
                    .filter(file -> file.endsWith("-SNAPSHOT.jar"))
                    .collect(Collectors.joining(":"));
        }
    }
}
