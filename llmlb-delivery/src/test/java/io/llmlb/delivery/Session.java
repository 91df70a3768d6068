package io.llmlb.delivery;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The commands of one document as one session of a shell, from its first to its last, with stand-ins for what is not here.
 * Blocks with the word {@code sh} have commands; in those with {@code console} a dollar stands ahead of each, and what it prints
 * follows.
 */
final class Session {
    /** What would otherwise run until it is told to end: here it is told so when it serves. */
    private static final String SERVICE = "./llmlb (run|emulate) .*|./llmlb run";

    /** Played by ./test itself. */
    private static final Map<String, String> ELSEWHERE =
            Map.of("./llmlb demo", "grep -qF './llmlb demo' test", "./test", "grep -qF './test' .ci/run");

    private static final String FUNCTIONS = """
            set -eu
            serves() {
              bash -c "exec $1" >"$OUT/service" 2>&1 &
              pid=$!
              for _ in $(seq 300); do
                grep -q -e 'status at' -e '^{' "$OUT/service" && break
                kill -0 $pid || break
                sleep 0.1
              done
              cat "$OUT/service"
              grep -q -e 'status at' -e '^{' "$OUT/service"
              kill $pid
              wait $pid || [ $? = 143 ]
            }
            """;

    private final Document document;
    private final Map<String, String> standIns;

    Session(Document document, Map<String, String> standIns) {
        this.document = document;
        this.standIns = standIns;
    }

    /** A command, and what the document says that it prints. */
    record Shown(String place, String command, String output) {}

    /** All that is shown with its output, in order. */
    List<Shown> shown() {
        List<Shown> all = new ArrayList<>();
        for (Snippet snippet : document.of("console")) {
            Map<String, StringBuilder> byCommand = new LinkedHashMap<>();
            StringBuilder output = new StringBuilder();
            for (String line : snippet.text().lines().toList()) {
                if (line.startsWith("$ ")) {
                    output = new StringBuilder();
                    byCommand.put(line.substring(2), output);
                } else {
                    output.append(line).append('\n');
                }
            }
            byCommand.forEach((command, said) -> all.add(new Shown(snippet.place(), command, said.toString())));
        }
        return all;
    }

    /** Runs it; what the commands of the shown ones print is in the files 0, 1, ... of a folder. */
    String run(Path folder, Path out, Map<String, String> environment, Duration atMost)
            throws IOException, InterruptedException {
        StringBuilder script = new StringBuilder(FUNCTIONS);
        int shown = 0;
        for (Snippet snippet : document.snippets()) {
            script.append("echo '# ").append(snippet.place()).append("'\n");
            if (snippet.language().equals("sh")) {
                snippet.text()
                        .lines()
                        .map(this::line)
                        .forEach(line -> script.append(line).append('\n'));
            } else if (snippet.language().equals("console")) {
                for (String line : snippet.text().lines().toList()) {
                    if (line.startsWith("$ ")) {
                        script.append("{ ")
                                .append(here(line.substring(2)))
                                .append("\n} >\"$OUT/")
                                .append(shown++)
                                .append("\" 2>&1 || true\n");
                    }
                }
            }
        }
        Path file = Files.writeString(out.resolve("session.sh"), script);
        return Command.of(folder, "bash", file.toString())
                .with(environment)
                .with("OUT", out.toString())
                .run(atMost);
    }

    private String line(String line) {
        String command = here(line);
        if (ELSEWHERE.containsKey(command)) {
            return ELSEWHERE.get(command);
        }
        if (command.matches(SERVICE)) {
            return "serves '" + command.replaceFirst(" +# .*", "") + "'";
        }
        // Where the document says that it may, a command says by its exit code that something differs.
        return line.contains("# exit code 1") ? "{ " + command + "\n} || [ $? = 1 ]" : command;
    }

    private String here(String text) {
        String replaced = text;
        for (Map.Entry<String, String> standIn : standIns.entrySet()) {
            replaced = replaced.replace(standIn.getKey(), standIn.getValue());
        }
        return replaced;
    }
}
