package io.llmlb.rules;

import static io.llmlb.rules.Rules.codes;
import static io.llmlb.rules.Rules.records;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KnownConditionsTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                ".x equals a | .x equals a | IMPLIED",
                ".x equals a | ['x'] equals a | IMPLIED",
                ".x equals a | .x equals b | EXCLUDED",
                ".x equals a | .y equals a | -",
                ".x equals a | .x exists | IMPLIED",
                ".x equals abc | .x starts_with ab | IMPLIED",
                ".x equals abc | .x contains_nocase B | IMPLIED",
                ".x equals abc | .x matches_glob b* | EXCLUDED",
                ".x equals abc | .x num_eq 1 | EXCLUDED",
                ".x equals 1 | .x num_eq 1 | -",
                ".x equals 1 | .x is true | -",
                ".x equals 1 | .x is false | EXCLUDED",
                ".x equals_nocase a | .x equals a | -",
                ".x starts_with abc | .x starts_with ab | IMPLIED",
                ".x starts_with ab | .x starts_with abc | -",
                ".x starts_with ab | .x starts_with b | EXCLUDED",
                ".x starts_with abc | .x contains bc | IMPLIED",
                ".x starts_with abc | .x ends_with bc | -",
                ".x starts_with ab | .x equals xab | EXCLUDED",
                ".x starts_with_nocase ab | .x starts_with a | -",
                ".x starts_with_nocase ab | .x starts_with_nocase A | IMPLIED",
                ".x ends_with abc | .x ends_with bc | IMPLIED",
                ".x ends_with bc | .x ends_with b | EXCLUDED",
                ".x contains abc | .x contains b | IMPLIED",
                ".x contains abc | .x equals ab | EXCLUDED",
                ".x contains a | .x num_gt 1 | EXCLUDED",
                ".x matches_glob a* | .x is null | EXCLUDED",
                ".x matches_glob a* | .x equals b | EXCLUDED",
                ".x is true | .x is false | EXCLUDED",
                ".x is true | .x equals 1 | IMPLIED",
                ".x is null | .x exists | IMPLIED",
                ".x exists | .x is null | -",
                ".x num_gt 5 | .x num_gt 3 | IMPLIED",
                ".x num_gt 5 | .x num_ge 5 | IMPLIED",
                ".x num_ge 5 | .x num_gt 5 | -",
                ".x num_gt 5 | .x num_lt 5 | EXCLUDED",
                ".x num_gt 5 | .x num_lt 6 | -",
                ".x num_ge 5 | .x num_le 5 | -",
                ".x num_eq 5 | .x num_ne 5 | EXCLUDED",
                ".x num_eq 5 | .x num_ne 6 | IMPLIED",
                ".x num_eq 5 | .x equals 5 | -",
                ".x num_eq 5 | .x equals 6 | EXCLUDED",
                ".x[*] equals a | .x[*] equals a | IMPLIED",
                ".x[*] equals a | .x[*] equals b | -",
                "$.x equals a | $.x equals b | -",
            })
    void whatHeldSettlesWhatIsAskedNext(String first, String second, String found) {
        Map<String, String> records = records(
                "start", "1",
                "1", "if " + first + " then 2 else no",
                "2", "if " + second + " then yes else no",
                "yes", "selectPool /P/yes",
                "no", "selectPool /P/no");
        assertThat(codes(records, Target.JAVA))
                .containsExactly(found.equals("-") ? new String[0] : new String[] {"2:4 " + found});
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                ".x equals a | .x equals a | EXCLUDED",
                ".x exists | .x equals a | EXCLUDED",
                ".x contains b | .x equals abc | EXCLUDED",
                ".x contains b | .x starts_with ab | EXCLUDED",
                ".x num_gt 3 | .x num_gt 5 | EXCLUDED",
                ".x num_gt 3 | .x num_le 3 | -",
                ".x equals a | .x equals b | -",
                ".x[*] exists | .x[*] equals a | -",
            })
    void whatDidNotHoldSettlesLess(String first, String second, String found) {
        Map<String, String> records = records(
                "start", "1",
                "1", "if " + first + " then no else 2",
                "2", "if " + second + " then yes else no",
                "yes", "selectPool /P/yes",
                "no", "selectPool /P/no");
        assertThat(codes(records, Target.JAVA))
                .containsExactly(found.equals("-") ? new String[0] : new String[] {"2:4 " + found});
    }

    @Test
    void onlyWhatEveryWayPassesCounts() {
        Map<String, String> records = records(
                "start", "0",
                "0", "if .y exists then 1 else 2",
                "1", "if .x equals a then 2 else 2b",
                "2", "if .x equals a then yes else no",
                "2b", "rewrite .z 1 then 3",
                "3", "if .x equals a then yes else no",
                "yes", "selectPool /P/yes",
                "no", "selectPool /P/no");
        assertThat(codes(records, Target.JAVA)).containsExactly("3:4 EXCLUDED");
    }
}
