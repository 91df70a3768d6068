package io.llmlb.rules;

import static io.llmlb.rules.Rules.ask;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConditionTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "equals gpt | `\"gpt\"` | HOLDS",
                "equals gpt | `\"GPT\"` | NO_MATCH",
                "equals gpt | `\"gpt \"` | NO_MATCH",
                "equals_nocase gPt | `\"GpT\"` | HOLDS",
                "equals_nocase 'a*[?' | `\"A*[?\"` | HOLDS",
                "equals_nocase 'a*' | `\"abc\"` | NO_MATCH",
                "equals '' | `\"\"` | HOLDS",
                "equals 'it''s' | `\"it's\"` | HOLDS",
                "equals 1.10 | 1.10 | HOLDS",
                "equals 1.1 | 1.10 | NO_MATCH",
                "equals true | true | HOLDS",
                "equals 1 | true | HOLDS",
                "equals 0 | false | HOLDS",
                "equals false | false | HOLDS",
                "equals yes | true | NO_MATCH",
                "equals_nocase TRUE | true | HOLDS",
                "equals '' | null | TYPE",
                "equals x | [] | TYPE",
                "equals x | {} | TYPE",
                "contains light | `\"a flight\"` | HOLDS",
                "contains Light | `\"a flight\"` | NO_MATCH",
                "contains_nocase LIGHT | `\"a flight\"` | HOLDS",
                "contains 1 | 12 | TYPE",
                "contains r | true | TYPE",
                "starts_with gpt | `\"gpt-4\"` | HOLDS",
                "starts_with pt | `\"gpt-4\"` | NO_MATCH",
                "starts_with_nocase GPT | `\"gpt-4\"` | HOLDS",
                "starts_with 1 | 12 | TYPE",
                "ends_with -4 | `\"gpt-4\"` | HOLDS",
                "ends_with gpt | `\"gpt-4\"` | NO_MATCH",
                "ends_with_nocase T-4 | `\"gpt-4\"` | HOLDS",
                "matches_glob *GPT | `\"big-GPT\"` | HOLDS",
                "matches_glob *GPT | `\"GPT-4\"` | NO_MATCH",
                "match *GPT | `\"big-GPT\"` | HOLDS",
                "string_match *GPT | `\"big-GPT\"` | HOLDS",
                "matches_glob_nocase *gpt | `\"big-GPT\"` | HOLDS",
                "match_nocase *gpt | `\"big-GPT\"` | HOLDS",
                "string_match_nocase *gpt | `\"big-GPT\"` | HOLDS",
                "matches_glob 4? | 42 | HOLDS",
                "matches_glob t* | true | HOLDS",
                "matches_glob 1 | true | HOLDS",
                "matches_glob t* | false | NO_MATCH",
                "matches_glob * | null | TYPE",
                "matches_glob * | [] | TYPE",
                "is true | true | HOLDS",
                "is true | false | NO_MATCH",
                "is false | false | HOLDS",
                "is true | `\"true\"` | TYPE",
                "is true | 1 | TYPE",
                "is true | null | TYPE",
                "is null | null | HOLDS",
                "is null | false | NO_MATCH",
                "is null | `\"null\"` | NO_MATCH",
                "exists | null | HOLDS",
                "exists | [] | HOLDS",
                "exists | {} | HOLDS",
                "exists | `\"\"` | HOLDS",
                "num_eq 1 | 1.0 | HOLDS",
                "num_eq 1e3 | 1000 | HOLDS",
                "num_eq 0 | -0 | HOLDS",
                "num_eq 1 | `\"1\"` | TYPE",
                "num_eq 1 | true | TYPE",
                "num_eq 1 | null | TYPE",
                "num_ne 1 | 2 | HOLDS",
                "num_ne 1 | 1 | NO_MATCH",
                "num_lt 2 | 1 | HOLDS",
                "num_lt 2 | 2 | NO_MATCH",
                "num_le 2 | 2 | HOLDS",
                "num_le 2 | 2.5 | NO_MATCH",
                "num_gt 2 | 3 | HOLDS",
                "num_gt 2 | 2 | NO_MATCH",
                "num_ge 2 | 2 | HOLDS",
                "num_ge -2.5 | -2.6 | NO_MATCH",
                "num_gt 1 | 123456789012345 | HOLDS",
                "num_gt 1 | 1234567890123456 | RANGE",
                "num_gt 1 | 1.234567890123456 | RANGE",
                "num_lt 1 | 0.000000000000000000001 | HOLDS",
                "num_gt 1 | 1e300 | HOLDS",
                "num_gt 1 | 1e301 | RANGE",
                "num_lt 1 | 1e-301 | RANGE",
                "num_ne 1 | 1E+0400 | RANGE",
                "num_gt 1 | 1e99999999999999999999 | RANGE",
                "num_gt 1 | 10e300 | RANGE",
                "num_eq 0 | 0e300 | HOLDS",
            })
    void answersForEachTypeOfValue(String condition, String value, String answer) {
        assertThat(ask(".x " + condition, "{\"x\": " + value + "}")).isEqualTo(answer);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "equals x",
                "equals_nocase x",
                "contains x",
                "starts_with x",
                "ends_with x",
                "matches_glob *",
                "is true",
                "is null",
                "exists",
                "num_ne 1",
                "num_eq 1"
            })
    void nothingHoldsForWhatIsMissing(String condition) {
        assertThat(ask(".x " + condition, "{\"y\": 1}")).isEqualTo("MISSING");
        assertThat(ask(".x[0] " + condition, "{\"x\": {}}")).isEqualTo("MISSING");
        assertThat(ask(".x[*] " + condition, "{\"x\": []}")).isEqualTo("MISSING");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "equals b | `[\"a\", \"b\"]` | HOLDS",
                "equals c | `[\"a\", \"b\"]` | NO_MATCH",
                "equals c | `[null, {}]` | TYPE",
                "equals c | `[null, \"b\"]` | NO_MATCH",
                "num_gt 5 | `[1, 6]` | HOLDS",
                "num_gt 5 | `[1e400, null]` | RANGE",
                "exists | `[null]` | HOLDS",
            })
    void anyElementSuffices(String condition, String array, String answer) {
        assertThat(ask(".x[*] " + condition, "{\"x\": " + array + "}")).isEqualTo(answer);
    }

    @ParameterizedTest
    @CsvSource({
        ".messages@size num_eq 2, HOLDS",
        ".messages@type equals array, HOLDS",
        ".messages[-1].content@text equals hi, HOLDS",
        ".messages[0].content@text contains two, HOLDS",
        "@turns num_eq 1, HOLDS",
        "@lastUser equals hi, HOLDS",
        "@hasTools is false, HOLDS",
        "@maxTokens num_ge 100, HOLDS",
        "$.messages[?(@.role == 'user')].content equals hi, HOLDS",
        ".metadata['a b'] equals c, HOLDS",
    })
    void looksAtFunctionsAndDerivedFields(String condition, String answer) {
        String body = """
                {"max_tokens": 100, "metadata": {"a b": "c"}, "messages": [
                  {"role": "system", "content": [{"type": "text", "text": "one"}, {"type": "text", "text": "two"}]},
                  {"role": "user", "content": "hi"}]}""";
        assertThat(ask(condition, body)).isEqualTo(answer);
    }
}
