package io.llmlb.rules;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import software.amazon.event.ruler.Machine;

/** Reading against plain Jackson streaming and event-ruler, over many different bodies in turn, the model key last. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class BodyReaderBenchmark {
    private static final String[] WORDS =
            "the flight from here to there leaves early and we would like seats by a window please book it now"
                    .split(" ");

    /** Bytes of a body. */
    @Param({"1024", "32768", "1048576"})
    public int size;

    private final JsonFactory factory = new JsonFactory();
    private final BodyReader scalars = reader(
            ".model", ".stream", ".temperature", ".max_tokens", ".user", ".n", ".messages[0].role", ".metadata.team");
    private final BodyReader contents = reader(
            ".model",
            ".stream",
            ".temperature",
            ".max_tokens",
            ".user",
            ".n",
            ".messages[0].content",
            ".metadata.team");
    private final RuleSet sixteenSteps = sixteenSteps();
    private final BodyReader prompts = reader(".model", "@promptTokens");
    private final Machine machine = Machine.builder().build();
    private final Machine sameFields = Machine.builder().build();
    private byte[][] bodies = {};
    private String[] texts = {};
    private int next;

    private static BodyReader reader(String... subjects) {
        return BodyReader.of(List.of(subjects).stream().map(Subject::parse).toList(), RuleOptions.DEFAULT);
    }

    /** Eight conditions that hold one after the other, then eight that lead on when they do not. */
    private static RuleSet sixteenSteps() {
        List<String> conditions = List.of(
                ".stream is true",
                ".temperature num_lt 1",
                ".max_tokens num_le 5000",
                ".user starts_with u",
                ".messages[0].role equals system",
                ".metadata.team equals t",
                ".n exists",
                ".model matches_glob '*GPT'",
                ".temperature num_gt 0.8",
                ".max_tokens num_gt 5000",
                ".user equals nobody",
                ".messages[0].role equals user",
                ".metadata.team equals none",
                ".model contains Claude",
                ".stream is false",
                ".user ends_with x");
        Map<String, String> records = new HashMap<>();
        records.put("start", "1");
        for (int i = 1; i <= conditions.size(); i++) {
            int next = i + 1;
            boolean first = i <= 6;
            records.put(
                    Integer.toString(i),
                    "if " + conditions.get(i - 1) + " then " + (first ? next : "pool") + " else "
                            + (first ? "pool" : next));
        }
        records.put("17", "selectPool /vllm/Shared/end");
        records.put("pool", "selectPool /vllm/Shared/other");
        return RuleSet.compile(records);
    }

    /** Writes the bodies: 2048 of 1 KB, 128 of 32 KB, or 8 of 1 MB. */
    @Setup
    public void bodies() throws IOException {
        bodies = new byte[size <= 1024 ? 2048 : size <= 32768 ? 128 : 8][];
        texts = new String[bodies.length];
        Random random = new Random(1);
        for (int i = 0; i < bodies.length; i++) {
            texts[i] = body(random);
            bodies[i] = texts[i].getBytes(StandardCharsets.UTF_8);
        }
        machine.addRule("r", "{\"model\": [{\"wildcard\": \"*GPT\"}], \"stream\": [true]}");
        sameFields.addRule(
                "r",
                "{\"model\": [{\"wildcard\": \"*GPT\"}], \"stream\": [true], \"user\": [{\"prefix\": \"u\"}],"
                        + " \"temperature\": [{\"numeric\": [\"<\", 1]}], \"max_tokens\": [{\"numeric\": [\"<=\", 5000]}],"
                        + " \"messages\": {\"role\": [\"system\"]}, \"metadata\": {\"team\": [\"t\"]}}");
    }

    private String body(Random random) {
        StringBuilder body = new StringBuilder("{\"messages\":[");
        int messages = 0;
        while (body.length() < size - 200) {
            body.append(messages > 0 ? "," : "")
                    .append("{\"role\":\"")
                    .append(messages == 0 ? "system" : messages % 2 == 1 ? "user" : "assistant")
                    .append("\",\"content\":\"");
            int length = Math.min(size - 200 - body.length(), 200 + random.nextInt(Math.max(1, size / 4)));
            int end = body.length() + Math.max(0, length);
            while (body.length() < end) {
                body.append(WORDS[random.nextInt(WORDS.length)]);
                body.append(random.nextInt(12) == 0 ? random.nextBoolean() ? "\\n" : "\\\"" : " ");
            }
            body.append("\"}");
            messages++;
        }
        return body.append("],\"temperature\":0.7,\"max_tokens\":")
                .append(random.nextInt(5000))
                .append(",\"user\":\"u")
                .append(random.nextInt(1000))
                .append("\",\"stream\":true,\"metadata\":{\"team\":\"t\"},\"model\":\"")
                .append(random.nextBoolean() ? "company-GPT" : "other")
                .append("\"}")
                .toString();
    }

    private int turn() {
        next = next + 1 == bodies.length ? 0 : next + 1;
        return next;
    }

    @Benchmark
    public long jacksonTokens() throws IOException {
        byte[] body = bodies[turn()];
        long tokens = 0;
        try (JsonParser parser = factory.createParser(body, 0, body.length)) {
            while (parser.nextToken() != null) {
                tokens++;
            }
        }
        return tokens;
    }

    @Benchmark
    public Object eightScalars() {
        byte[] body = bodies[turn()];
        return scalars.read(body, 0, body.length);
    }

    @Benchmark
    public Object eightWithTheFirstContent() {
        byte[] body = bodies[turn()];
        return contents.read(body, 0, body.length);
    }

    /** A decision over sixteen steps that look at eight paths. */
    @Benchmark
    public Object decideSixteenSteps() {
        return sixteenSteps.decide(RuleRequest.ofBody(bodies[turn()]));
    }

    @Benchmark
    public Object promptTokens() {
        byte[] body = bodies[turn()];
        return prompts.read(body, 0, body.length);
    }

    @Benchmark
    public Object eventRuler() throws Exception {
        return machine.rulesForJSONEvent(texts[turn()]);
    }

    /** The conditions of {@link #decideSixteenSteps} that event-ruler has too. */
    @Benchmark
    public Object eventRulerSameFields() throws Exception {
        return sameFields.rulesForJSONEvent(texts[turn()]);
    }
}
