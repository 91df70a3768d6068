package io.llmlb.rules.form;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DeviceRecordsTest {
    @Test
    void escapesAreUndoneInNamesAndData() {
        DeviceRecords answered = new DeviceRecords(
                "/Common/rules", Map.of("a\\.b", "if .input\\[0\\].text matches_glob '\\\\*x' then 2 else 2", "2", ""));

        assertThat(answered.rules())
                .isEqualTo(new RuleFile(
                        "/Common/rules", Map.of("a.b", "if .input[0].text matches_glob '*x' then 2 else 2", "2", "")));
    }

    @Test
    void noRecordIsLostToAnother() {
        Map<String, String> answered = new LinkedHashMap<>();
        answered.put("a\\.b", "1");
        answered.put("a.b", "2");
        answered.put("c\\-d", "3");
        answered.put("c\\\\-d", "4");

        assertThat(new DeviceRecords("/Common/rules", answered).rules().records())
                .isEqualTo(Map.of("a\\.b", "1", "a.b", "2", "c-d", "3", "c\\\\-d", "4"));
    }

    @Test
    void aFileKeepsWhatNoWriterTakes() {
        DeviceRecords answered =
                new DeviceRecords("/vllm/Shared/rules", Map.of("1", "selectPool \\x\t\\[", "\\n", "\u0001"));

        assertThat(RuleForm.ICONTROL_JSON.read(answered.json())).isEqualTo(answered.rules());
        assertThat(answered.json())
                .contains("\"partition\" : \"vllm\"", "\"subPath\" : \"Shared\"", "selectPool \\\\x\\t\\\\[");
    }
}
