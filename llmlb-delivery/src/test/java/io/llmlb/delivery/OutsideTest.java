package io.llmlb.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each module on its own in somebody else's Maven project, by the dependency that its README shows. */
@Tag("process")
class OutsideTest {
    private static final Path OUTSIDE = Path.of("src", "test", "outside");
    private static final Duration MAVEN = Duration.ofMinutes(4);
    private static final Duration RUN = Duration.ofSeconds(60);

    /** What the project has beside a module of llmlb. */
    enum Company {
        PLAIN("", ""),
        SPRING_BOOT_3("3.5.16", "spring-boot-starter-web"),
        SPRING_BOOT_4("4.0.9", "spring-boot-starter-webmvc");

        private final String version;
        private final String starter;

        Company(String version, String starter) {
            this.version = version;
            this.starter = starter;
        }

        boolean spring() {
            return !version.isEmpty();
        }

        /** Spring Boot decides about the versions of what llmlb needs. */
        String management() {
            return spring()
                    ? "<dependencyManagement><dependencies>"
                            + dependency("spring-boot-dependencies", version, "<type>pom</type><scope>import</scope>")
                            + "</dependencies></dependencyManagement>"
                    : "";
        }

        String dependencies() {
            return spring() ? dependency(starter, version, "") : "";
        }

        private static String dependency(String artifact, String version, String more) {
            return "<dependency><groupId>org.springframework.boot</groupId><artifactId>" + artifact
                    + "</artifactId><version>" + version + "</version>" + more + "</dependency>";
        }
    }

    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource
    void everyModuleCanBeUsedOnItsOwn(Company company) throws Exception {
        Files.writeString(
                folder.resolve("pom.xml"),
                Files.readString(OUTSIDE.resolve("pom.xml"))
                        .replace(
                                "@modules@",
                                Project.MODULES.stream()
                                        .map(module -> "<module>" + module + "</module>")
                                        .collect(Collectors.joining()))
                        .replace("@management@", company.management())
                        .replace("@dependencies@", company.dependencies()));
        for (String module : Project.MODULES) {
            write(module, company);
        }
        // Spring Boot chooses older versions of some things, which is for the runs below to judge.
        Shipment.get()
                .maven(folder, "-T2", "compile", "-Denforcer.skip=" + company.spring())
                .run(MAVEN);
        for (String module : Project.MODULES) {
            Path target = folder.resolve(module).resolve("target");
            String classpath = target.resolve("classes") + ":" + Files.readString(target.resolve("classpath"));
            String printed = Command.of(folder, java(), "-cp", classpath, company.spring() ? "demo.Main" : "demo.Use")
                    .run(RUN);
            assertThat(printed)
                    .contains("used " + module)
                    .contains(company.spring() ? "{\"state\":\"serving\",\"number\":1}" : "")
                    .doesNotContain("multiple SLF4J providers", "Exception in thread");
        }
    }

    /** The README of the whole shows it. */
    @Test
    void theBillOfMaterialsHasAVersionForEach() throws Exception {
        List<Snippet> snippets = Document.read("README.md").of("xml");
        assertThat(snippets).hasSize(1);
        assertThat(snippets.get(0).text()).contains("llmlb-bom");
        String dependencies = Project.MODULES.stream()
                .map(module -> "<dependency><groupId>io.llmlb</groupId><artifactId>llmlb-" + module
                        + "</artifactId></dependency>")
                .collect(Collectors.joining());
        Files.writeString(
                folder.resolve("pom.xml"),
                pom("all", "", snippets.get(0).text() + "<dependencies>" + dependencies + "</dependencies>"));
        String tree = Shipment.get()
                .maven(
                        folder,
                        "org.apache.maven.plugins:maven-dependency-plugin:3.11.0:list",
                        "-DoutputFile=list",
                        "-DexcludeTransitive=true")
                .run(MAVEN);
        assertThat(tree.lines().filter(line -> line.contains("ERROR"))).isEmpty();
        assertThat(Files.readString(folder.resolve("list")))
                .contains(Project.MODULES.stream()
                        .map(module -> "io.llmlb:llmlb-" + module + ":jar:0.1.0-SNAPSHOT")
                        .toList());
    }

    private void write(String module, Company company) throws IOException {
        Path sources = Files.createDirectories(folder.resolve(module).resolve("src/main/java/demo"));
        copy(OUTSIDE.resolve(module).resolve("Use.java"), sources);
        if (company.spring()) {
            copy(OUTSIDE.resolve("spring").resolve("Main.java"), sources);
        }
        List<Snippet> snippets = Document.read("llmlb-" + module + "/README.md").of("xml");
        assertThat(snippets)
                .as("the dependency in the README of llmlb-%s, and for the emulators what Spring Boot 3 needs", module)
                .hasSize(module.equals("sim") ? 2 : 1);
        boolean older = company == Company.SPRING_BOOT_3 && snippets.size() == 2;
        Files.writeString(
                folder.resolve(module).resolve("pom.xml"),
                pom(
                        module,
                        "<parent><groupId>com.example</groupId><artifactId>outside</artifactId><version>1</version></parent>",
                        (older ? snippets.get(1).text() : "") + "<dependencies>"
                                + snippets.get(0).text() + "</dependencies>"));
    }

    private static void copy(Path source, Path folder) throws IOException {
        Files.writeString(folder.resolve(source.getFileName()), "package demo;\n" + Files.readString(source));
    }

    private static String pom(String name, String parent, String content) {
        return "<project><modelVersion>4.0.0</modelVersion>" + parent
                + (parent.isEmpty() ? "<groupId>com.example</groupId><version>1</version>" : "") + "<artifactId>" + name
                + "</artifactId>" + content + "</project>";
    }

    static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }
}
