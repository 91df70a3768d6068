package io.llmlb.rules;

import static io.llmlb.rules.Rules.asking;
import static io.llmlb.rules.Rules.codes;
import static io.llmlb.rules.Rules.records;
import static org.assertj.core.api.Assertions.assertThat;

import io.llmlb.rules.RuleProblem.Severity;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CheckTest {
    @Test
    void hasNothingToSayAboutTheArticlesSampleInJavaButItsPattern() {
        assertThat(codes(Rules.ARTICLE, Target.JAVA)).containsExactly("3:43 QUADRATIC");
        assertThat(codes(Rules.ARTICLE, Target.BIGIP)).containsExactly("3:43 QUADRATIC");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "`` | 1 SYNTAX",
                "goto x | 1 SYNTAX",
                "selectpool /P/x | 1 SYNTAX",
                "'selectPool' /P/x | 1 SYNTAX",
                "selectPool | 11 SYNTAX",
                "selectPool /P/x y | 17 SYNTAX",
                "selectPool x | 12 POOL_PATH",
                "selectPool /x | 12 POOL_PATH",
                "selectPool '/P/x' | 12 POOL_PATH",
                "reject 399 | 8 STATUS",
                "reject 600 | 8 STATUS",
                "reject nope | 8 STATUS",
                "reject 429 come back | 17 SYNTAX",
                "reject 429 'come back | 12 SYNTAX",
                "reject 429 'come'back | 18 SYNTAX",
                "if .x exists then ok | 21 SYNTAX",
                "if .x exists else ok then ok | 14 SYNTAX",
                "if .x like y then ok else end | 7 SYNTAX",
                "if .x equals then ok else end | 14 SYNTAX",
                "if .x equals a b then ok else end | 16 SYNTAX",
                "if x equals a then ok else end | 4 SYNTAX",
                "if .x[ equals a then ok else end | 4 SYNTAX",
                "if .x[01] equals a then ok else end | 6 SYNTAX",
                "if .x@no equals a then ok else end | 6 SYNTAX",
                "if @no equals a then ok else end | 4 SYNTAX",
                "if $.x[} equals a then ok else end | 4 SYNTAX",
                "if .x is maybe then ok else end | 10 OPERAND",
                "if .x num_eq 1x then ok else end | 14 OPERAND",
                "if .x num_eq 0x10 then ok else end | 14 OPERAND",
                "if .x contains '' then ok else end | 16 OPERAND",
                "if .x exists then start else end | 19 STEP_ID",
                "if .x exists then ok! else end | 19 STEP_ID",
                "if .x exists then gone else end | 19 UNKNOWN_STEP",
                "if .x exists then ok else gone | 27 UNKNOWN_STEP",
                "rewrite .x@size 1 then ok | 9 REWRITE_PATH",
                "rewrite .x[*] 1 then ok | 9 REWRITE_PATH",
                "rewrite .x[-1] 1 then ok | 9 REWRITE_PATH",
                "rewrite @system 1 then ok | 9 REWRITE_PATH",
                "rewrite $.x 1 then ok | 9 REWRITE_PATH",
                "rewrite . 1 then ok | 9 REWRITE_PATH",
                "rewrite .x then ok | 12 SYNTAX",
            })
    void findsWhatIsWrongInARecord(String record, String found) {
        Map<String, String> records =
                records("start", "q", "q", record, "ok", "selectPool /P/a", "end", "selectPool /P/b");
        assertThat(RuleSet.check(records, Target.JAVA))
                .filteredOn(problem -> problem.severity() == Severity.ERROR)
                .extracting(problem -> problem.record() + " " + problem.column() + " " + problem.code())
                .containsExactly("q " + found);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                ".x matches_glob 'a[]' | 20 NEVER_HOLDS",
                ".x matches_glob * | 20 ALWAYS_HOLDS",
                ".x starts_with '' | 19 ALWAYS_HOLDS",
                ".x matches_glob '[^a]' | 20 LOOKS_NEGATED",
                ".x matches_glob '[!a]' | 20 LOOKS_NEGATED",
                ".x matches_glob '[ab' | 20 ODD_SET",
                ".x matches_glob '[ab-]]' | 20 ODD_SET",
                ".x matches_glob *quick*zebra* | 20 QUADRATIC",
                ".x matches_glob '?\uD83D\uDE00' | 20 TCL_VERSIONS",
                ".x equals_nocase '\u00e9' | 21 TCL_VERSIONS",
                ".x num_gt 1234567890123456 | 14 NEVER_HOLDS",
                ".x num_gt 1e301 | 14 NEVER_HOLDS",
                ".x equals 'a\\b' | 16 BACKSLASH",
                ".x equals 'a<b' | 16 TAG",
                ".x@size equals_nocase 1 | -",
                ".x@size starts_with 1 | 12 NEVER_HOLDS",
                ".x@size is null | 12 NEVER_HOLDS",
                ".x@type equals int | 19 NEVER_HOLDS",
                ".x@type equals array | -",
                "@system num_gt 1 | 12 NEVER_HOLDS",
                "@hasTools equals yes | 21 NEVER_HOLDS",
                "@hasTools equals 1 | -",
                "@turns contains 1 | 11 NEVER_HOLDS",
            })
    void warnsOfOddConditions(String condition, String found) {
        List<RuleProblem> problems = RuleSet.check(asking(condition), Target.JAVA);
        assertThat(problems).allMatch(problem -> problem.severity() == Severity.WARNING);
        assertThat(problems)
                .extracting(problem -> problem.column() + " " + problem.code())
                .containsExactly(found.equals("-") ? new String[0] : new String[] {found});
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                ".x equals 'a\\b' | 16 BACKSLASH | ERROR",
                ".x equals 'a<b' | 16 TAG | ERROR",
                ".x equals '</b' | 15 TAG | ERROR",
                ".x equals '\u00e9' | 15 NON_ASCII | ERROR",
                ".\u00e9 exists | 5 NON_ASCII | ERROR",
                ".x equals \"a\" | 14 QUOTING | WARNING",
                ".x equals a;b | 15 QUOTING | WARNING",
                ".x  equals\ta | 14 QUOTING | WARNING",
            })
    void refusesWhatBigIpCannotHold(String condition, String found, Severity severity) {
        assertThat(RuleSet.check(asking(condition), Target.BIGIP))
                .extracting(problem -> problem.column() + " " + problem.code() + " " + problem.severity())
                .containsExactly(found + " " + severity);
    }

    @Test
    void refusesJsonPathForBigIp() {
        assertThat(codes(asking("$.x equals a"), Target.BIGIP)).containsExactly("q:4 NOT_EXPORTABLE", "q:4 QUOTING");
        assertThat(codes(asking("$.x equals a"), Target.JAVA)).isEmpty();
    }

    @Test
    void refusesOtherDuplicatePoliciesForBigIp() {
        RuleOptions first = new RuleOptions(RuleOptions.Duplicates.FIRST, false, 100, 10, TokenEstimator.FOUR_BYTES);
        Map<String, String> records = records("start", "a", "a", "selectPool /P/x");
        assertThat(RuleSet.check(records, Target.BIGIP, first))
                .extracting(RuleProblem::code)
                .containsExactly("NOT_EXPORTABLE");
        assertThat(RuleSet.check(records, Target.JAVA, first)).isEmpty();
        assertThat(RuleSet.check(records, Target.BIGIP, RuleOptions.DEFAULT)).isEmpty();
    }

    @Test
    void warnsThatARejectFailsOpenOnBigIp() {
        Map<String, String> records = records("start", "a", "a", "reject 403");
        assertThat(codes(records, Target.BIGIP)).containsExactly("a:8 FAILS_OPEN");
        assertThat(codes(records, Target.JAVA)).isEmpty();
    }

    @Test
    void refusesControlCharactersAndHalvesOfPairs() {
        assertThat(codes(asking(".x equals 'a\u0007'"), Target.JAVA)).containsExactly("q:16 ODD_CHARACTER");
        assertThat(codes(asking(".x equals 'a\ud800'"), Target.JAVA)).containsExactly("q:16 ODD_CHARACTER");
    }

    @Test
    void knowsHowLongARecordCanBe() {
        String longest = "x".repeat(65_520 - "reject 400 ".length());
        assertThat(codes(records("start", "a", "a", "reject 400 " + longest), Target.JAVA))
                .isEmpty();
        Map<String, String> longer = records("start", "a", "a", "reject 400 x" + longest);
        assertThat(codes(longer, Target.JAVA)).containsExactly("a:65521 LONG_RECORD");
        assertThat(RuleSet.check(longer, Target.BIGIP).get(0).severity()).isEqualTo(Severity.WARNING);
        assertThat(RuleSet.check(longer, Target.BIGIP).get(1))
                .satisfies(problem -> assertThat(problem.code()).isEqualTo("LONG_RECORD"))
                .satisfies(problem -> assertThat(problem.severity()).isEqualTo(Severity.ERROR));
    }

    @Test
    void needsAStart() {
        assertThat(codes(Map.of(), Target.JAVA)).containsExactly(":0 NO_START");
        assertThat(codes(records("start", "", "a", "reject 400"), Target.JAVA)).containsExactly("start:1 SYNTAX");
        assertThat(codes(records("start", "b", "a", "reject 400"), Target.JAVA))
                .containsExactly("a:0 UNREACHABLE", "start:1 UNKNOWN_STEP");
        assertThat(codes(records("start", "a b", "a", "reject 400"), Target.JAVA))
                .containsExactly("start:3 SYNTAX");
    }

    @Test
    void namesTheStepsOfACycle() {
        Map<String, String> records = records(
                "start", "a",
                "a", "if .x exists then b else end",
                "b", "rewrite .x 1 then c",
                "c", "if .y exists then end else a",
                "end", "reject 400");
        assertThat(RuleSet.check(records, Target.JAVA))
                .containsExactly(
                        new RuleProblem("c", 28, Severity.ERROR, "CYCLE", "this leads in a circle: a -> b -> c -> a"));
        assertThat(codes(records("start", "a", "a", "rewrite .x 1 then a"), Target.JAVA))
                .containsExactly("a:19 CYCLE");
    }

    @Test
    void findsStepsThatNothingLeadsToUnlessARecordIsBroken() {
        Map<String, String> records = records(
                "start", "a", "a", "selectPool /P/x", "b", "if .x exists then c else a", "c", "selectPool /P/y");
        assertThat(codes(records, Target.JAVA)).containsExactly("b:0 UNREACHABLE", "c:0 UNREACHABLE");
        records.put("a", "if");
        assertThat(codes(records, Target.JAVA)).containsExactly("a:3 SYNTAX");
    }

    @Test
    void checksNamesOfRecords() {
        assertThat(codes(records("start", "a", "a", "reject 400", "b c", "reject 400"), Target.JAVA))
                .containsExactly("b c:0 STEP_ID", "b c:0 UNREACHABLE");
        assertThat(codes(records("start", "start"), Target.JAVA)).containsExactly("start:1 STEP_ID");
    }

    @Test
    void seesThatBothBranchesAreTheSame() {
        assertThat(codes(records("start", "a", "a", "if .x exists then b else b", "b", "reject 400"), Target.JAVA))
                .containsExactly("a:19 SAME_BRANCHES");
    }

    @Test
    void findsAllProblemsAtOnceSorted() {
        Map<String, String> records = records(
                "start", "a",
                "a", "if .x is maybe then gone else b!",
                "c", "selectPool x",
                "d", "oops");
        assertThat(codes(records, Target.JAVA))
                .containsExactly("a:10 OPERAND", "a:31 STEP_ID", "c:12 POOL_PATH", "d:1 SYNTAX");
    }
}
