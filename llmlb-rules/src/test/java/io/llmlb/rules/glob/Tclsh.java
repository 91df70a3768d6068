package io.llmlb.rules.glob;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** Tcl's own answers, from a {@code tclsh} 8.6 on the PATH. */
final class Tclsh {
    private Tclsh() {}

    /**
     * A comparison to make.
     *
     * @param noCase whether to ignore case
     */
    record Question(String pattern, String text, boolean noCase) {
        String line() {
            return (noCase ? "nocase " : "match ") + hex(pattern) + " " + hex(text);
        }
    }

    /** The answers to the questions, in one run. */
    static List<Boolean> match(List<Question> questions) throws IOException, InterruptedException {
        return run(questions.stream().map(Question::line).toList()).stream()
                .map("1"::equals)
                .toList();
    }

    /** Each text in lower case. */
    static List<String> lower(List<String> texts) throws IOException, InterruptedException {
        return run(texts.stream().map(text -> "lower - " + hex(text)).toList()).stream()
                .map(hex -> new String(HexFormat.of().parseHex(hex), StandardCharsets.UTF_8))
                .toList();
    }

    private static List<String> run(List<String> lines) throws IOException, InterruptedException {
        Path input = Files.createTempFile("questions", ".txt");
        Path output = Files.createTempFile("answers", ".txt");
        Path driver = Files.createTempFile("driver", ".tcl");
        try (var source = Objects.requireNonNull(Tclsh.class.getResourceAsStream("/tcl/match_driver.tcl"))) {
            Files.write(driver, source.readAllBytes());
            Files.writeString(input, lines.stream().map(line -> line + "\n").collect(Collectors.joining()));
            Process process = new ProcessBuilder("tclsh", driver.toString())
                    .redirectInput(input.toFile())
                    .redirectOutput(output.toFile())
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            if (!process.waitFor(2, TimeUnit.MINUTES)) {
                process.destroyForcibly();
                throw new IOException("tclsh did not answer in time");
            }
            List<String> answers = Files.readAllLines(output);
            if (process.exitValue() != 0 || answers.size() != lines.size()) {
                throw new IOException("tclsh gave " + answers.size() + " answers to " + lines.size());
            }
            return answers;
        } finally {
            Files.delete(input);
            Files.delete(output);
            Files.delete(driver);
        }
    }

    private static String hex(String text) {
        return text.isEmpty() ? "-" : HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8));
    }
}
