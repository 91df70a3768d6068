package io.llmlb.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.llmlb.rules.RuleOptions.Duplicates;
import io.llmlb.rules.RuleProblem.Severity;
import io.llmlb.rules.Subject.DerivedField;
import io.llmlb.rules.Subject.Function;
import io.llmlb.rules.form.RuleForm;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What docs/rules.md says about rules is true. {@code IruleDocumentTest} asks about the iRule. */
class RulesDocumentTest {
    private static final String NONE = "-";
    private static final String SUBJECTS = "| subject | stands for |";
    private static final String FUNCTIONS = "| function | of | result |";
    private static final String FIELDS = "| field | type | what it is |";
    private static final String OPERATORS = "| operator | string | number | boolean | null | object, array |";
    private static final List<Integer> TYPES =
            List.of(Types.TEXT, Types.NUMBER, Types.BOOLEAN, Types.NULL, Types.CONTAINER);
    private static final Map<String, Integer> TYPE_BY_WORD =
            Map.of("text", Types.TEXT, "number", Types.NUMBER, "boolean", Types.BOOLEAN);

    private final RulesDocument document = new RulesDocument();
    private final Map<String, String> sample = document.sets().get(0);
    private final Map<String, String> changed = document.sets().get(1);

    private List<String> codes(String table) {
        return document.table(table).stream()
                .flatMap(row -> RulesDocument.codes(row.get(0)).stream())
                .toList();
    }

    private static List<String> words(Enum<?>[] all) {
        return Arrays.stream(all)
                .map(each -> each.name().toLowerCase(Locale.ROOT))
                .toList();
    }

    /** As {@code ./llmlb rules check} prints them. */
    private static List<String> checked(String file, Map<String, String> records) {
        return RuleSet.check(records, Target.BIGIP).stream()
                .map(problem -> file + ":" + problem.record() + ":" + problem.column() + ": "
                        + problem.severity().name().toLowerCase(Locale.ROOT) + ": " + problem.sentence() + " ["
                        + problem.code() + "]")
                .toList();
    }

    private static String decided(Map<String, String> records, String body) {
        Decision decision = Rules.decide(records, body);
        String what = decision.outcome() == Decision.Outcome.REJECT
                ? "reject " + decision.status() + " '" + decision.message() + "'"
                : "selectPool " + decision.pool();
        return what + " (" + String.join(" -> ", decision.path()) + ")";
    }

    @Test
    void allFormsOfTheSampleAreTheShippedOne() {
        assertThat(sample).hasSize(7);
        Map<String, String> table = new LinkedHashMap<>();
        document.table("| name | value |")
                .forEach(row -> table.put(
                        RulesDocument.codes(row.get(0)).get(0),
                        RulesDocument.codes(row.get(1)).get(0)));
        assertThat(table).isEqualTo(sample);
        List<String> tmsh = document.blocks("text").stream()
                .filter(block -> block.startsWith("ltm data-group"))
                .toList();
        assertThat(tmsh).hasSize(1);
        assertThat(document.blocks("json")).hasSize(1);
        for (String text : List.of(
                tmsh.get(0),
                document.blocks("json").get(0),
                RulesDocument.example("flight-agent.tmsh.conf"),
                RulesDocument.example("flight-agent.json"))) {
            assertThat(RuleForm.of(text).orElseThrow().read(text).records()).isEqualTo(sample);
        }
        assertThat(RulesDocument.example("flight-agent.yaml"))
                .endsWith(document.blocks("yaml").get(0));
    }

    @Test
    void everySetIsWithoutErrorOnBigIp() {
        assertThat(document.sets())
                .hasSize(2)
                .allSatisfy(records -> assertThat(RuleSet.check(records, Target.BIGIP))
                        .noneMatch(problem -> problem.severity() == Severity.ERROR));
    }

    @Test
    void checkSaysWhatIsShown() {
        Map<String, String> broken = new TreeMap<>(sample);
        broken.computeIfPresent("1", (id, step) -> step.replace("GPT'", "GPT"));
        broken.computeIfPresent("2", (id, step) -> step.replace("else 5", "else 7"));
        broken.computeIfPresent("3", (id, step) -> step.replace("else 5", "else 7"));
        broken.computeIfPresent("4", (id, step) -> step.replace("/vllm/Shared/", ""));
        assertThat(document.text())
                .contains(String.join("\n", checked("broken.yaml", broken)) + "\nbroken.yaml: 7 records, 4 errors")
                .contains(String.join("\n", checked("mine.yaml", changed)) + "\nmine.yaml: 10 records, 0 errors");
    }

    @Test
    void decisionsAreAsShown() {
        String agent = RulesDocument.example("bodies/flight-agent.json");
        Decision chat = Rules.decide(sample, RulesDocument.example("bodies/chat.json"));
        assertThat(document.text())
                .contains("\n" + decided(sample, agent) + "\n")
                .contains("{\"outcome\":\"selectPool\",\"pool\":\"" + chat.pool() + "\",\"step\":\"" + chat.step()
                        + "\",\"path\":[\"" + String.join("\",\"", chat.path()) + "\"],\"rewrites\":[]}");
        List<String> changes = new ArrayList<>();
        List<String> bodies = document.blocks("jsonl").get(0).lines().toList();
        for (int i = 0; i < bodies.size(); i++) {
            String before = decided(sample, bodies.get(i));
            String after = decided(changed, bodies.get(i));
            if (!before.substring(0, before.indexOf(" (")).equals(after.substring(0, after.indexOf(" (")))) {
                changes.add("mine.jsonl:" + (i + 1) + ": " + before + " becomes " + after);
            }
        }
        assertThat(changes)
                .hasSize(2)
                .allSatisfy(change -> assertThat(document.text()).contains("\n" + change));
    }

    @Test
    void theGrammarHasTheWordsOfTheCode() {
        Set<String> words = new TreeSet<>(
                List.of("if", "then", "else", "selectPool", "rewrite", "reject", "true", "false", "null", "_nocase"));
        words.addAll(List.of("match", "string_match"));
        Stream.of(Operator.values())
                .map(operator -> operator.word().replace("_nocase", ""))
                .forEach(words::add);
        words.addAll(words(Function.values()));
        Stream.of(DerivedField.values()).map(DerivedField::word).forEach(words::add);
        words.removeAll(List.of("none", ""));
        String grammar =
                document.blocks("ebnf").get(0).replaceAll("\\(\\*.*?\\*\\)", "").replace("\"[*]\"", "");
        Set<String> terminals = new TreeSet<>();
        Pattern.compile("\"(\\w+)\"").matcher(grammar).results().forEach(found -> terminals.add(found.group(1)));
        assertThat(terminals).isEqualTo(words);
        assertThat(codes("| action | what it does |"))
                .containsExactlyInAnyOrder("if", "selectPool", "rewrite", "reject");
    }

    @Test
    void theOperatorsTakeTheTypesOfTheirTable() {
        Set<String> words = new TreeSet<>();
        for (List<String> row : document.table(OPERATORS)) {
            for (String condition : RulesDocument.codes(row.get(0))) {
                String[] parts = condition.split(" ");
                Operator operator = Operator.of(parts[0]).orElseThrow();
                words.add(operator.word());
                int taken = Types.of(Condition.of(operator, parts.length > 1 ? parts[1] : "1"));
                for (int i = 0; i < TYPES.size(); i++) {
                    assertThat(row.get(i + 1).equals(NONE))
                            .as("%s, column %d", condition, i + 1)
                            .isEqualTo((taken & TYPES.get(i)) == 0);
                }
            }
        }
        assertThat(words)
                .containsExactlyInAnyOrderElementsOf(
                        Stream.of(Operator.values()).map(Operator::word).toList());
    }

    @Test
    void functionsAndFieldsHaveTheTypesOfTheirTables() {
        for (List<String> row : document.table(FUNCTIONS)) {
            Subject subject =
                    Subject.parse(".a" + RulesDocument.codes(row.get(0)).get(0));
            assertThat(Types.of(subject)).as("%s", row).isEqualTo(TYPE_BY_WORD.get(row.get(2)));
        }
        for (List<String> row : document.table(FIELDS)) {
            Subject subject = Subject.parse(RulesDocument.codes(row.get(0)).get(0));
            assertThat(Types.of(subject)).as("%s", row).isEqualTo(TYPE_BY_WORD.get(row.get(1)));
        }
        assertThat(codes(FUNCTIONS)).hasSize(Function.values().length - 1).doesNotHaveDuplicates();
        assertThat(codes(FIELDS)).hasSize(DerivedField.values().length - 1).doesNotHaveDuplicates();
    }

    @Test
    void allButJsonPathCanBeExported() {
        List<String> subjects = new ArrayList<>(codes(SUBJECTS));
        codes(FUNCTIONS).forEach(function -> subjects.add(".a" + function));
        subjects.addAll(codes(FIELDS));
        assertThat(subjects).hasSizeGreaterThan(20);
        for (String subject : subjects) {
            assertThat(Exports.whyNot(Subject.parse(subject)).isPresent())
                    .as(subject)
                    .isEqualTo(subject.startsWith("$"));
        }
        for (Duplicates duplicates : Duplicates.values()) {
            RuleOptions options = new RuleOptions(duplicates, false, 1, 1, TokenEstimator.FOUR_BYTES);
            assertThat(Exports.whyNot(options).isPresent()).isEqualTo(duplicates != Duplicates.LAST);
        }
    }

    @Test
    void whatWeighsMoreOnBigIpIsListed() {
        Set<String> listed = new TreeSet<>();
        for (List<String> row : document.table("| record | code | Java | BIG-IP |")) {
            String code = RulesDocument.codes(row.get(1)).get(0);
            String step =
                    row.get(0).startsWith("`") ? RulesDocument.codes(row.get(0)).get(0) : longStep();
            Map<String, String> records = new TreeMap<>(Rules.asking(".a exists"));
            records.put("q", step);
            assertThat(weight(records, code, Target.JAVA))
                    .as("%s in Java", code)
                    .isEqualTo(row.get(2));
            assertThat(weight(records, code, Target.BIGIP))
                    .as("%s on BIG-IP", code)
                    .isEqualTo(row.get(3));
            listed.add(code);
        }
        Stream<String> heavier = Stream.of(Code.values())
                .filter(code -> code.at("", 0, Target.JAVA, "").severity()
                        != code.at("", 0, Target.BIGIP, "").severity())
                .map(Code::name);
        assertThat(listed).containsAll(heavier.toList());
    }

    private static String longStep() {
        return "if .a equals " + "x".repeat(65_520) + " then yes else no";
    }

    private static String weight(Map<String, String> records, String code, Target target) {
        return RuleSet.check(records, target).stream()
                .filter(problem -> problem.code().equals(code))
                .map(problem -> problem.severity().name().toLowerCase(Locale.ROOT))
                .findFirst()
                .orElse(NONE);
    }

    @Test
    void theFilesItNamesAreThere() {
        List<MatchResult> files = Pattern.compile(
                        "(?:\\.\\./)?(examples/rules|examples/bigip|llmlb-rules|docs)/[\\w./-]+\\w")
                .matcher(document.text())
                .results()
                .toList();
        assertThat(files)
                .hasSizeGreaterThan(10)
                .allSatisfy(file -> assertThat(
                                Files.exists(Path.of("..", file.group().replace("../", ""))))
                        .as(file.group())
                        .isTrue());
    }
}
