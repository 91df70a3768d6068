package io.llmlb.rules.irule;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IruleDialectTest {
    @Test
    void theIruleSaysNothingThatBigIpDoesNotKnow() {
        assertThat(IruleDialect.check(InferenceBodyBasedRouting.text())).isEmpty();
    }

    /** The limit of BIG-IP's records, which iRules are said to share. */
    @Test
    void theIruleIsNotTooLong() {
        assertThat(InferenceBodyBasedRouting.text()).hasSizeLessThan(65_520).doesNotContain("\t", "\r");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "dict get $a b | command dict",
                "lassign $a b c | command lassign",
                "set a [lmap x $b { list $x }] | command lmap",
                "set a \"x[exec ls]\" | command exec",
                "if { [file exists a] } { break } | command file",
                "if { $a in $b } { break } | operator in",
                "if { $a ni $b } { break } | operator ni",
                "set a [expr { $b ** 2 }] | expression ** 2 ",
                "set a [expr $b + 2] | expr without braces: $b",
                "while { $a starts_with b } { break } | operator starts_with",
                "list {*}$a | {*}",
                "string reverse $a | command string reverse",
                "string is entier $a | string is entier",
                "string is integer -strict $a | string is integer",
                "lsearch -index 1 $a b | command lsearch -index",
                "lsort -unique -stride 2 $a | options of lsort",
                "regexp -inline {a} $a | regexp -inline",
                "catch { error a } b c | catch with options",
                "set ::a 1 | variable ::a",
                "log local0.warning $::b | variable ::b",
                "set static::other 1 | variable static::other",
                "info commands | command info commands",
                "switch -regexp -- $a { b { break } } | command switch -regexp",
                "switch -- $a { b { puts c } } | command puts",
                "foreach a $b { eval $a } | command eval",
                "for { set i 0 } { $i < 5 } { incr i } { upvar a b } | command upvar",
                "call ibr_none | call of ibr_none, which is not there",
                "try { error a } on error { b } { break } | command try",
                "clock format 5 | command clock format",
                "uplevel 1 a | command uplevel",
            })
    void findsWhatIsNoIrules(String body, String what) {
        assertThat(IruleDialect.check("when HTTP_REQUEST {\n" + body + "\n}\n")).contains(what.strip());
    }

    @Test
    void findsWhatIsOutsideOfEvents() {
        assertThat(IruleDialect.check("set a 1")).containsExactly("set outside of events and procedures");
        assertThat(IruleDialect.check("when CLIENT_DATA { break }")).containsExactly("event CLIENT_DATA");
        assertThat(IruleDialect.check("proc other {} { return }"))
                .containsExactly("procedure other without its prefix", "other is never called");
        assertThat(IruleDialect.check("# caf\u00e9\n")).containsExactly("a character beyond printable ASCII at 5");
    }
}
