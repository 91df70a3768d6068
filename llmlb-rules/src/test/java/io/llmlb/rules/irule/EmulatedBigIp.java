package io.llmlb.rules.irule;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The iRule's real text in a {@code tclsh} with BIG-IP's commands emulated; see {@code src/test/tcl/bigip.tcl}. */
final class EmulatedBigIp implements AutoCloseable {
    static final String VIRTUAL = "/Common/vs";
    static final String OWN_POOL = "/Common/own";
    static final String JSON = "application/json";

    private static final int MOST_WAITING = 1000;

    private final Process process;
    private final Path irule;
    private final Writer questions;
    private final BufferedReader answers;

    /** Answers of tclsh that were not read yet: reading each at once would cost a turn of both processes. */
    private int waiting;

    /**
     * How a request ended.
     *
     * @param pool the pool that serves it; empty when the iRule answered itself
     * @param status of the iRule's own answer; 0 when a pool serves the request
     * @param content of the iRule's own answer
     * @param headers of that answer, or those added to the server's
     * @param body what the pool gets
     * @param logged lines
     * @param event the JSON event that followed HTTP_REQUEST
     * @param calls how many JSON commands were run
     */
    record Outcome(
            String pool,
            int status,
            String content,
            Map<String, String> headers,
            String body,
            List<String> logged,
            String event,
            int calls) {
        /** One of the parts of the header that tells the way, such as {@code path}; empty when it is not there. */
        String told(String part) {
            for (String each : headers.getOrDefault("X-Route", "").split("; ", -1)) {
                if (each.startsWith(part + "=")) {
                    return each.substring(part.length() + 1);
                }
            }
            return "";
        }
    }

    EmulatedBigIp() throws IOException {
        irule = Files.createTempFile("irule", ".tcl");
        Files.writeString(irule, InferenceBodyBasedRouting.text());
        process = new ProcessBuilder(
                        TclFiles.tclsh(), TclFiles.file("serve.tcl").toString(), irule.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        questions = process.outputWriter(StandardCharsets.US_ASCII);
        answers = process.inputReader(StandardCharsets.US_ASCII);
    }

    /** As after a start: no data groups, no static variables but those of RULE_INIT, all switches in their first position. */
    EmulatedBigIp reset() {
        tell("reset");
        return this;
    }

    EmulatedBigIp with(String name, String value) {
        tell("switch", hex(name), hex(value));
        return this;
    }

    EmulatedBigIp group(String name, Map<String, String> records) {
        tell("group", hex(name));
        records.forEach((record, value) -> tell("record", hex(name), hex(record), hex(value)));
        return this;
    }

    EmulatedBigIp rules(Map<String, String> records) {
        return group(InferenceBodyBasedRouting.RULES, records);
    }

    EmulatedBigIp config(Map<String, String> records) {
        return group(InferenceBodyBasedRouting.CONFIG, records);
    }

    EmulatedBigIp connect() {
        return connect(VIRTUAL, OWN_POOL);
    }

    EmulatedBigIp connect(String virtual, String ownPool) {
        tell("connect", hex(virtual), hex(ownPool));
        return this;
    }

    Outcome request(String body) {
        return request(JSON, body.getBytes(StandardCharsets.UTF_8));
    }

    Outcome request(String type, byte[] body) {
        Map<String, String> all = ask(
                "request", hex(type), body.length == 0 ? "-" : HexFormat.of().formatHex(body));
        Map<String, String> headers = new LinkedHashMap<>();
        for (String line : lines(all.getOrDefault("headers", ""))) {
            int colon = line.indexOf(": ");
            headers.put(line.substring(0, colon), line.substring(colon + 2));
        }
        String status = all.getOrDefault("status", "");
        return new Outcome(
                all.getOrDefault("pool", ""),
                status.isEmpty() ? 0 : Integer.parseInt(status),
                all.getOrDefault("content", ""),
                headers,
                all.getOrDefault("body", ""),
                lines(all.getOrDefault("logged", "")),
                all.getOrDefault("event", ""),
                Integer.parseInt(all.getOrDefault("calls", "0")));
    }

    /** What one of the iRule's procedures returns. */
    String call(String... procedureAndArguments) {
        String[] words = Stream.concat(
                        Stream.of("call"), Stream.of(procedureAndArguments).map(EmulatedBigIp::hex))
                .toArray(String[]::new);
        return ask(words).getOrDefault("value", "");
    }

    /** The iStats, by key. */
    Map<String, String> counters() {
        Map<String, String> counters = new LinkedHashMap<>();
        ask("counters").forEach((key, value) -> counters.put(text(key), value));
        return counters;
    }

    /** Tcl's own version, such as {@code 8.6.13}. */
    String version() {
        return ask("version").getOrDefault("version", "");
    }

    private static List<String> lines(String text) {
        return text.isEmpty() ? List.of() : List.of(text.split("\n", -1));
    }

    private void tell(String... words) {
        try {
            questions.write(String.join(" ", words) + "\n");
            waiting++;
            if (waiting == MOST_WAITING) {
                settle();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void settle() throws IOException {
        questions.flush();
        for (; waiting > 0; waiting--) {
            answer();
        }
    }

    private Map<String, String> ask(String... words) {
        try {
            settle();
            questions.write(String.join(" ", words) + "\n");
            questions.flush();
            return answer();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Map<String, String> answer() throws IOException {
        String answer = answers.readLine();
        if (answer == null) {
            throw new IllegalStateException("tclsh has ended");
        }
        List<String> parts = List.of(answer.split(" ", -1));
        if (parts.get(0).equals("error")) {
            throw new AssertionError("an error got out of the iRule: " + text(parts.get(1)));
        }
        Map<String, String> pairs = new LinkedHashMap<>();
        for (int i = 0; i + 1 < parts.size(); i += 2) {
            pairs.put(parts.get(i), text(parts.get(i + 1)));
        }
        return pairs;
    }

    private static String hex(String text) {
        return text.isEmpty() ? "-" : HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String text(String hex) {
        return hex.equals("-") ? "" : new String(HexFormat.of().parseHex(hex), StandardCharsets.UTF_8);
    }

    @Override
    public void close() throws IOException {
        questions.close();
        process.destroy();
        Files.delete(irule);
    }
}
