package io.llmlb.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class DerivedFieldTest {
    private static final String[] ALL = {
        "@system",
        "@lastUser",
        "@prompt",
        "@promptTokens",
        "@maxTokens",
        "@totalTokens",
        "@turns",
        "@hasImages",
        "@hasTools",
        "@bodyBytes"
    };

    private static List<Value> values(RuleOptions options, String body, String... subjects) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        Reading reading = BodyReader.of(
                        Arrays.stream(subjects).map(Subject::parse).toList(), options)
                .read(bytes, 0, bytes.length);
        assertThat(reading.status()).as(reading.what()).isEqualTo(Reading.Status.READ);
        return reading.values();
    }

    private static void hasFields(
            String body,
            String system,
            String lastUser,
            String prompt,
            int promptTokens,
            String maxTokens,
            int total,
            int turns,
            boolean images,
            boolean tools) {
        assertThat(values(RuleOptions.DEFAULT, body, ALL))
                .containsExactly(
                        text(system),
                        text(lastUser),
                        text(prompt),
                        number(promptTokens),
                        maxTokens.isEmpty() ? Value.MISSING : new Value.Num(maxTokens),
                        number(total),
                        number(turns),
                        new Value.Bool(images),
                        new Value.Bool(tools),
                        number(body.getBytes(StandardCharsets.UTF_8).length));
    }

    private static Value text(String text) {
        return text.isEmpty() ? Value.MISSING : new Value.Text(text);
    }

    private static Value number(long number) {
        return new Value.Num(Long.toString(number));
    }

    @Test
    void ofChatCompletions() {
        String body = """
                {"model": "m", "max_tokens": 100, "tools": [{"type": "function"}], "messages": [
                  {"role": "system", "content": "Be kind."},
                  {"role": "user", "content": "Hi"},
                  {"role": "assistant", "content": null, "tool_calls": []},
                  {"role": "tool", "content": "42"},
                  {"content": [{"type": "text", "text": "Look"}, {"type": "image_url", "image_url": {"url": "u"}},
                               {"type": "text", "text": "here"}], "role": "user"}]}""";
        hasFields(body, "Be kind.", "Look\nhere", "Be kind.\nHi\n42\nLook\nhere", 6, "100", 106, 2, true, true);
    }

    @Test
    void ofResponsesWithAString() {
        hasFields(
                "{\"input\": \"What?\", \"instructions\": \"Short.\", \"max_output_tokens\": 16}",
                "Short.",
                "What?",
                "Short.\nWhat?",
                3,
                "16",
                19,
                1,
                false,
                false);
    }

    @Test
    void ofResponsesWithItems() {
        String body = """
                {"input": [{"role": "developer", "content": [{"type": "input_text", "text": "Fly."}]},
                           {"type": "function_call", "arguments": "{}"},
                           {"role": "user", "content": [{"type": "input_image"}, {"type": "input_text", "text": "To?"}]}],
                 "tools": []}""";
        hasFields(body, "Fly.", "To?", "Fly.\nTo?", 2, "", 2, 1, true, false);
    }

    @Test
    void ofCompletions() {
        hasFields("{\"prompt\": \"Once\", \"max_tokens\": 5}", "", "Once", "Once", 1, "5", 6, 1, false, false);
        hasFields("{\"prompt\": [\"a\", \"b\"]}", "", "b", "a\nb", 1, "", 1, 2, false, false);
        hasFields("{\"prompt\": [1, 2, 3]}", "", "", "", 3, "", 3, 0, false, false);
        hasFields("{\"prompt\": [[1, 2], [3]]}", "", "", "", 3, "", 3, 0, false, false);
    }

    @Test
    void ofAPromptWithRoles() {
        String body = "{\"prompt\": [{\"role\": \"system\", \"content\": \"S\"}, \"Q\"]}";
        hasFields(body, "S", "Q", "S\nQ", 1, "", 1, 1, false, false);
        // Asked alone, so that no other field makes the prompt be read.
        assertThat(values(RuleOptions.DEFAULT, body, "@system")).containsExactly(text("S"));
    }

    @Test
    void ofAnthropicMessages() {
        String body = """
                {"system": [{"type": "text", "text": "S1"}, {"type": "text", "text": "S2"}], "max_tokens": 8,
                 "messages": [{"role": "user", "content": [{"type": "image", "source": {}}, {"type": "text", "text": "Q"}]}]}""";
        hasFields(body, "S1\nS2", "Q", "S1\nS2\nQ", 2, "8", 10, 1, true, false);
        assertThat(values(RuleOptions.DEFAULT, "{\"system\": \"S\"}", "@system"))
                .containsExactly(text("S"));
    }

    @Test
    void ofWhatIsNoRequest() {
        hasFields("{}", "", "", "", 0, "", 0, 0, false, false);
        hasFields("[1]", "", "", "", 0, "", 0, 0, false, false);
        hasFields(
                "{\"messages\": 5, \"prompt\": {\"a\": [1]}, \"input\": null, \"tools\": {\"a\": 1}}",
                "",
                "",
                "",
                0,
                "",
                0,
                0,
                false,
                false);
        hasFields(
                "{\"messages\": [{\"role\": 5, \"content\": {\"text\": \"x\"}}, [[7]], null]}",
                "",
                "",
                "",
                0,
                "",
                0,
                0,
                false,
                false);
    }

    @Test
    void theNewerLimitCountsBeforeTheOlder() {
        assertThat(values(
                        RuleOptions.DEFAULT,
                        "{\"max_tokens\": 1, \"max_output_tokens\": 2, \"max_completion_tokens\": 3}",
                        "@maxTokens"))
                .containsExactly(number(3));
        assertThat(values(
                        RuleOptions.DEFAULT,
                        "{\"max_tokens\": 1.5, \"max_output_tokens\": null, \"max_completion_tokens\": \"3\"}",
                        "@maxTokens",
                        "@totalTokens"))
                .containsExactly(new Value.Num("1.5"), number(1));
    }

    @Test
    void aLimitOutOfRangeGivesNoTotal() {
        for (String limit : List.of("-1", "1e400", "1e16", "9".repeat(100_000))) {
            assertThat(values(RuleOptions.DEFAULT, "{\"max_tokens\": " + limit + "}", "@maxTokens", "@totalTokens"))
                    .containsExactly(new Value.Num(limit), Value.MISSING);
        }
        assertThat(values(RuleOptions.DEFAULT, "{\"max_tokens\": 1e3}", "@totalTokens"))
                .containsExactly(number(1000));
    }

    @Test
    void equalKeysCountAsThePolicySays() {
        String body = """
                {"messages": [{"role": "user", "content": "a"}], "max_tokens": 1, "max_tokens": null,
                 "messages": [{"role": "system", "role": "user", "content": "b", "content": [{"text": "c", "text": "d"}]}]}""";
        assertThat(values(RuleOptions.DEFAULT, body, "@prompt", "@turns", "@system", "@maxTokens"))
                .containsExactly(text("d"), number(1), Value.MISSING, Value.MISSING);
        RuleOptions first = new RuleOptions(RuleOptions.Duplicates.FIRST, false, 1000, 10, TokenEstimator.FOUR_BYTES);
        assertThat(values(first, body, "@prompt", "@maxTokens")).containsExactly(text("a"), number(1));
        RuleOptions refuse = new RuleOptions(RuleOptions.Duplicates.REFUSE, false, 1000, 10, TokenEstimator.FOUR_BYTES);
        byte[] bytes = "{\"x\":1,\"x\":2,\"messages\":[{\"content\":[{\"text\":1,\"text\":2}]}]}"
                .getBytes(StandardCharsets.UTF_8);
        for (String[] subjects : new String[][] {{"@prompt"}, {"@prompt", ".messages"}}) {
            Reading reading = BodyReader.of(
                            Arrays.stream(subjects).map(Subject::parse).toList(), refuse)
                    .read(bytes, 0, bytes.length);
            assertThat(reading.status()).isEqualTo(Reading.Status.DUPLICATE_KEY);
            assertThat(reading.offset()).isEqualTo(47);
        }
    }

    @Test
    void pathsAndDerivedFieldsShareAKey() {
        String body = "{\"messages\": [{\"role\": \"user\", \"content\": \"a\"}], \"max_tokens\": 7}";
        assertThat(values(
                        RuleOptions.DEFAULT,
                        body,
                        ".messages[-1].content",
                        "@lastUser",
                        ".max_tokens",
                        "@maxTokens",
                        "@turns"))
                .containsExactly(text("a"), text("a"), number(7), number(7), number(1));
    }

    @Test
    void theEstimatorSeesThePrompt() {
        TokenEstimator words = (text, bytes) -> text.toString().split("\\s+").length * 100L + bytes;
        RuleOptions options = new RuleOptions(RuleOptions.Duplicates.LAST, false, 1000, 10, words);
        assertThat(values(options, "{\"prompt\": [\"eins zwei\", \"drei é\"]}", "@promptTokens", ".prompt[0]@tokens"))
                .containsExactly(number(417), number(209));
    }
}
