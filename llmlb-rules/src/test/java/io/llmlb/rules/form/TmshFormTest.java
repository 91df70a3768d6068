package io.llmlb.rules.form;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TmshFormTest {
    private static RuleFile read(String text) {
        return RuleForm.TMSH.read(text);
    }

    @Test
    void readsAStanza() {
        RuleFile file = read("""
                #TMSH-VERSION: 17.1.0

                ltm data-group internal /Common/ai_rules {
                    records {
                        10 { data "if .model matches_glob '*GPT' then 20 else 30" }
                        20 {
                            data v
                        }
                        # not a record
                        empty_key { }
                    }
                    type string
                }
                """);

        assertThat(file.name()).isEqualTo("/Common/ai_rules");
        assertThat(file.records())
                .containsExactly(
                        entry("10", "if .model matches_glob '*GPT' then 20 else 30"),
                        entry("20", "v"),
                        entry("empty_key", ""));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "tmsh create ltm data-group internal r { records add { a { data 1 } b { data \"2 3\" } } type string }",
                "create ltm data-group internal r { type string records add { a { data 1 } b { data \"2 3\" } } }",
                "tmsh modify ltm data-group internal r { records replace-all-with { a {data 1} b {data \"2 3\"} } }",
                "modify ltm data-group internal r { \\\n  records replace-all-with { a {data 1} \\\n b {data \"2 3\"} } }",
                "ltm data-group internal r{records{a{data 1}b{data \"2 3\"}}type string}"
            })
    void readsCommands(String text) {
        assertThat(read(text)).isEqualTo(new RuleFile("r", Map.of("a", "1", "b", "2 3")));
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "say \\\"hi\\\",say \"hi\"",
                ".a\\[0\\],.a[0]",
                "\\$5\\; \\{x\\},$5; {x}",
                "\\*GPT\\?,*GPT?",
                "\\\\*GPT\\\\?,*GPT?",
                "a\\\\b,a\\b",
                "\\d,\\d"
            })
    void undoesEscapes(String escaped, String plain) {
        assertThat(read("ltm data-group internal r { records { a { data \"" + escaped + "\" } } }")
                        .records())
                .containsExactly(entry("a", plain));
    }

    @Test
    void passesOverEverythingElse() {
        RuleFile file = read("""
                auth user admin {
                    description "a } in quotes, and a \\" too"
                    encrypted-password x
                }
                ltm rule /Common/steer {
                when HTTP_REQUEST {
                    # an odd quote: 5" wide
                    log local0. "brace \\{ escaped"
                }
                }
                ltm data-group external /Common/e {
                    type string
                }
                ltm data-group internal /Common/nets {
                    records {
                        10.0.0.0/8 { }
                    }
                    type ip
                }
                ltm data-group internal /Common/words {
                    records none
                    type string
                }
                ltm data-group internal /Common/rules {
                    app-service none
                    description "with words"
                    records {
                        start { data 1 }
                        1 { data "selectPool /Common/p" }
                    }
                    type string
                }
                net vlan x { }
                """);

        assertThat(file).isEqualTo(new RuleFile("/Common/rules", Map.of("start", "1", "1", "selectPool /Common/p")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "``|1|1|there is no internal data group in this file",
                "ltm pool p { }|1|1|there is no internal data group in this file",
                "ltm data-group internal r { records { a { data 1 } a { data 1 } } }|1|52|the record a is there twice",
                "ltm data-group internal r { records { a { data 1 2 } } }|1|50|a value with blanks needs double quotes",
                "ltm data-group internal r { records { a { dta 1 } } }|1|43|a record holds data and a value, not \"dta\"",
                "ltm data-group internal r { records { a b } }|1|41|an opening brace is expected here, not \"b\"",
                "ltm data-group internal r { records { a { data 1 }|1|37|this brace is never closed",
                "ltm data-group internal r { records { a { data \"x } }|1|48|this quote is never closed",
                "ltm data-group internal r { records { a { data \"x\"y } } }|1|51|a blank is expected behind",
                "ltm data-group internal r { type ip }|1|34|but this one is of type ip",
                "ltm data-group internal r { records delete { a } }|1|37|\"delete\" makes no whole rule set",
                "ltm data-group internal { }|1|25|a data group has a name",
                "ltm pool p { }}|1|15|not }",
                "ltm pool p {|1|12|this brace is never closed"
            })
    void saysWhatIsWrongAndWhere(String text, int line, int column, String sentence) {
        assertThatThrownBy(() -> read(text)).isInstanceOfSatisfying(RuleFileException.class, wrong -> {
            assertThat(wrong).hasMessageContaining(sentence);
            assertThat(wrong.line()).isEqualTo(line);
            assertThat(wrong.column()).isEqualTo(column);
        });
    }

    @Test
    void countsLines() {
        assertThatThrownBy(() -> read("# one\n\nltm data-group internal r {\n  records {\n    a b\n"))
                .isInstanceOfSatisfying(RuleFileException.class, wrong -> {
                    assertThat(wrong.line()).isEqualTo(5);
                    assertThat(wrong.column()).isEqualTo(7);
                });
    }

    @Test
    void refusesTwoRuleSets() {
        String group = "ltm data-group internal %s { records { start { data 1 } } type string }\n";

        assertThatThrownBy(() -> read(group.formatted("a") + group.formatted("b")))
                .hasMessageContaining("more than one of the 2 data groups in this file has a record start")
                .isInstanceOfSatisfying(
                        RuleFileException.class,
                        wrong -> assertThat(wrong.line()).isEqualTo(2));
    }

    @Test
    void writesWhatTmshLoads() {
        String text = RuleForm.TMSH.write(new RuleFile("/Common/r", Map.of("a b", "say \"hi\" [0]")));

        assertThat(text).isEqualTo("""
                        ltm data-group internal /Common/r {
                            records {
                                "a b" { data "say \\"hi\\" [0]" }
                            }
                            type string
                        }
                        """);
    }

    @Test
    void writesNothingThatWouldNotComeBack() {
        assertThatThrownBy(() -> RuleForm.TMSH.write(new RuleFile("/Common/r", Map.of("4", "a\\b"))))
                .isInstanceOf(RuleFileException.class)
                .hasMessage("record 4, column 2: a backslash does not survive a data group of BIG-IP: leave it out");
        assertThatThrownBy(() -> RuleForm.TMSH.write(new RuleFile("", Map.of())))
                .hasMessageContaining("a data group needs a name");
    }
}
