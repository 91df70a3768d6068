package io.llmlb.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What the README shows is true. */
class ReadmeTest {
    private static final Pattern HOLDS_OR_NOT = Pattern.compile("(?m)^\\| `([^`|]+)` \\| `([^`|]+)` \\|$");

    private final String readme;

    ReadmeTest() throws IOException {
        readme = Files.readString(Path.of("README.md"));
    }

    private String block(String from, String begin) {
        int at = readme.indexOf(begin, readme.indexOf(from)) + begin.length();
        return readme.substring(at, readme.indexOf("```", at)).strip();
    }

    @Test
    void eachConditionHoldsOrNotAsItsTableSays() {
        String body = block("## The body", "```json");
        List<String> wrong = new ArrayList<>();
        int rows = 0;
        Matcher row = HOLDS_OR_NOT.matcher(readme.substring(readme.indexOf("## Operators")));
        while (row.find()) {
            rows++;
            if (!Rules.ask(row.group(1), body).equals("HOLDS")) {
                wrong.add(row.group(1));
            }
            if (Rules.ask(row.group(2), body).equals("HOLDS")) {
                wrong.add(row.group(2));
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(rows).isEqualTo(21);
    }

    @Test
    void theRuleSetLeadsTheBodyToItsPool() {
        Map<String, String> records = new TreeMap<>();
        block("## A rule set", "```text").lines().forEach(line -> {
            String[] parts = line.split(" +", 2);
            records.put(parts[0], parts[1]);
        });
        assertThat(records).isEqualTo(Rules.ARTICLE);
        assertThat(Rules.decide(records, block("## The body", "```json")).pool())
                .isEqualTo("/vllm/Shared/flight_agent");
    }

    @Test
    void namesEveryCode() {
        String table = readme.substring(readme.indexOf("## What check finds"));
        assertThat(Code.values()).allSatisfy(code -> assertThat(table).containsPattern("[| ]" + code + "[ ,]"));
    }

    @Test
    void namesEveryOperator() {
        assertThat(Operator.values())
                .allSatisfy(
                        operator -> assertThat(readme).contains(operator.word().replace("_nocase", "")));
    }
}
