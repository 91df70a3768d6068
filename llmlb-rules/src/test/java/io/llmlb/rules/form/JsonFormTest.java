package io.llmlb.rules.form;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonFormTest {
    private static RuleFile read(String text) {
        return RuleForm.ICONTROL_JSON.read(text);
    }

    @Test
    void readsWhatBigIpAnswers() {
        RuleFile file = read("""
                {"kind":"tm:ltm:data-group:internal:internalstate","name":"rules","partition":"Common",
                 "fullPath":"/Common/rules","generation":1,
                 "selfLink":"https://localhost/mgmt/tm/ltm/data-group/internal/~Common~rules?ver=13.1.0","type":"string",
                 "records":[{"name":"1","data":"if .input\\\\[0\\\\].text contains \\\\\\"x\\\\\\" then 2 else 2"},
                            {"name":"2","data":""},{"name":"3"}]}
                """);

        assertThat(file.name()).isEqualTo("/Common/rules");
        assertThat(file.records())
                .containsExactly(
                        entry("1", "if .input[0].text contains \"x\" then 2 else 2"), entry("2", ""), entry("3", ""));
    }

    @Test
    void aGroupWithoutRecordsIsEmpty() {
        assertThat(read("{\"name\":\"rules\",\"partition\":\"Common\"}"))
                .isEqualTo(new RuleFile("/Common/rules", Map.of()));
    }

    @Test
    void aFolderIsPartOfTheName() {
        assertThat(read("{\"name\":\"r\",\"partition\":\"vllm\",\"subPath\":\"Shared\"}")
                        .name())
                .isEqualTo("/vllm/Shared/r");
    }

    @Test
    void writesWhatBigIpTakes() {
        assertThat(RuleForm.ICONTROL_JSON.write(new RuleFile("/vllm/Shared/r", Map.of("1", "selectPool <a>&b"))))
                .isEqualToIgnoringWhitespace("""
                        {"name": "r", "partition": "vllm", "subPath": "Shared", "fullPath": "/vllm/Shared/r",
                         "type": "string", "records": [{"name": "1", "data": "selectPool <a>&b"}]}
                        """);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "[]|1|1|the object of a data group is expected here",
                "``|1|1|the object of a data group is expected here",
                "{}|1|1|this object is no data group",
                "{\"name\":\"r\",\"type\":\"ip\"}|1|20|but this one is of type ip",
                "{\"records\":[{\"name\":\"a\"},{\"name\":\"a\"}]}|1|34|the record a is there twice",
                "{\"records\":[{\"data\":\"a\"}]}|1|13|this record has no name",
                "{\"records\":[\"a\"]}|1|13|a record is an object with name and data",
                "{\"records\":[{\"name\":1}]}|1|21|name is a string",
                "{\"records\":{}}|1|12|records is an array",
                "{\"records\":[{\"name\":\"a\",\"name\":\"b\"}]}|1|31|this key is there twice",
                "{\"records\":[]} x|1|16|this is no JSON",
                "{\"records\":[]} {}|1|16|there is something behind",
                "{\"records\":[|1|13|this is no JSON"
            })
    void saysWhatIsWrongAndWhere(String text, int line, int column, String sentence) {
        assertThatThrownBy(() -> read(text)).isInstanceOfSatisfying(RuleFileException.class, wrong -> {
            assertThat(wrong).hasMessageContaining(sentence);
            assertThat(wrong.line()).isEqualTo(line);
            assertThat(wrong.column()).isEqualTo(column);
        });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"name\": \"r\"}|ICONTROL_JSON",
                "` \n\t{}`|ICONTROL_JSON",
                "ltm data-group internal r { }|TMSH",
                "`# a comment\n\ntmsh create ltm x`|TMSH",
                "auth user admin {|TMSH",
                "steps:|",
                "`name: routing\nsteps: {}`|",
                "`name : routing`|",
                "---|",
                "``|"
            })
    void theFormIsKnownByTheContent(String text, RuleForm form) {
        assertThat(RuleForm.of(text).orElse(null)).isEqualTo(form);
    }
}
