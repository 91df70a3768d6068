package io.llmlb.rules;

import io.llmlb.rules.WordScanner.NoWordException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads one record into a step, and notes all that is wrong with it. */
final class StepParser {
    static final String START = "start";

    private static final Pattern STEP_ID = Pattern.compile("[A-Za-z0-9_.-]{1,64}");
    private static final Pattern POOL = Pattern.compile("(/[^/~\\s]+){2,}");
    private static final Pattern STATUS = Pattern.compile("[45][0-9]{2}");

    private final String id;
    private final Target target;
    private final List<RuleProblem> problems;
    private final WordScanner words;

    private StepParser(String id, String text, Target target, List<RuleProblem> problems) {
        this.id = id;
        this.target = target;
        this.problems = problems;
        this.words = new WordScanner(text);
    }

    /** The step; empty when problems were noted that leave none. */
    static Optional<ParsedStep> parse(String id, String text, Target target, List<RuleProblem> problems) {
        StepParser parser = new StepParser(id, text, target, problems);
        return parser.whole(parser::step);
    }

    /** The ID of the first step, from the record named start. */
    static Optional<Word> parseStart(String text, Target target, List<RuleProblem> problems) {
        StepParser parser = new StepParser(START, text, target, problems);
        return parser.whole(() -> Optional.of(parser.stepId()));
    }

    /** Whether a step can have this ID. */
    static boolean isStepId(String text) {
        return STEP_ID.matcher(text).matches() && !text.equals(START);
    }

    private interface Part<T> {
        Optional<T> read() throws NoWordException;
    }

    private <T> Optional<T> whole(Part<T> part) {
        int before = problems.size();
        try {
            Optional<T> read = part.read();
            if (problems.size() == before && !words.atEnd()) {
                note(Code.SYNTAX, words.column(), "the record should end here");
            }
            return problems.size() == before ? read : Optional.empty();
        } catch (NoWordException e) {
            note(Code.SYNTAX, e.column(), e.sentence());
            return Optional.empty();
        }
    }

    private Optional<ParsedStep> step() throws NoWordException {
        Word action = words.next("a step: if, selectPool, rewrite or reject");
        return switch (action.quoted() ? "" : action.text()) {
            case "if" -> condition();
            case "selectPool" -> selectPool();
            case "rewrite" -> rewrite();
            case "reject" -> reject();
            default -> {
                note(Code.SYNTAX, action.column(), unknownAction(action.text()));
                yield Optional.empty();
            }
        };
    }

    private static String unknownAction(String word) {
        for (String action : List.of("if", "selectPool", "rewrite", "reject")) {
            if (action.toLowerCase(Locale.ROOT).equals(word.toLowerCase(Locale.ROOT))) {
                return "this step is written " + action;
            }
        }
        return "a step begins with if, selectPool, rewrite or reject";
    }

    private Optional<ParsedStep> condition() throws NoWordException {
        Word subject = words.subject("a subject, such as .model,");
        Word operatorWord = words.next("an operator, such as equals,");
        Optional<Operator> operator = operatorWord.quoted() ? Optional.empty() : Operator.of(operatorWord.text());
        Optional<Subject> read = subject(subject);
        if (operator.isEmpty()) {
            note(Code.SYNTAX, operatorWord.column(), "there is no operator " + operatorWord.text());
            return Optional.empty();
        }
        Word operand = new Word("", false, 0);
        if (operator.get().takesOperand()) {
            operand = value(operator.get().word());
            String wrong = Condition.wrongOperand(operator.get(), operand.text());
            if (!wrong.isEmpty()) {
                note(Code.OPERAND, operand.column(), wrong);
            }
        }
        keyword("then");
        Word then = stepId();
        keyword("else");
        Word otherwise = stepId();
        int column = operand.column();
        String text = operand.text();
        return read.map(s -> new ParsedStep(
                id,
                new Step.If(s, operator.get(), text, then.text(), otherwise.text()),
                subject.column(),
                operatorWord.column(),
                column,
                then.column(),
                otherwise.column()));
    }

    private Optional<ParsedStep> selectPool() throws NoWordException {
        Word pool = words.next("a pool");
        if (pool.quoted() || !POOL.matcher(pool.text()).matches()) {
            note(
                    Code.POOL_PATH,
                    pool.column(),
                    "a pool is named by its full path without quotes, such as /Common/my_pool");
        }
        return Optional.of(new ParsedStep(id, new Step.SelectPool(pool.text()), pool.column(), 0, 0, 0, 0));
    }

    private Optional<ParsedStep> rewrite() throws NoWordException {
        Word path = words.subject("a path, such as .model,");
        Optional<Subject> read = subject(path);
        read.filter(subject -> !StepParser.isSimplePath(subject))
                .ifPresent(subject -> note(
                        Code.REWRITE_PATH,
                        path.column(),
                        "a rewrite takes a path of keys and indexes from 0 on, without a function"));
        Word value = value("rewrite");
        keyword("then");
        Word then = stepId();
        boolean typed = !value.quoted() && StepWriter.isTyped(value.text());
        return read.map(subject -> new ParsedStep(
                id,
                new Step.Change(subject, value.text(), typed, then.text()),
                path.column(),
                0,
                value.column(),
                then.column(),
                0));
    }

    private Optional<ParsedStep> reject() throws NoWordException {
        Word status = words.next("a status, such as 429,");
        if (status.quoted() || !STATUS.matcher(status.text()).matches()) {
            note(Code.STATUS, status.column(), "an HTTP error has a status from 400 to 599");
        }
        Word message = words.atEnd() ? new Word("", true, 0) : words.next("a message");
        int number = STATUS.matcher(status.text()).matches() ? Integer.parseInt(status.text()) : 0;
        return Optional.of(new ParsedStep(
                id, new Step.Reject(number, message.text()), status.column(), 0, message.column(), 0, 0));
    }

    static boolean isSimplePath(Subject subject) {
        return subject.kind() == Subject.Kind.PATH
                && subject.function() == Subject.Function.NONE
                && !subject.steps().isEmpty()
                && subject.steps().stream()
                        .allMatch(step -> step instanceof PathStep.Key
                                || (step instanceof PathStep.Index index && index.number() >= 0));
    }

    private Optional<Subject> subject(Word word) {
        try {
            Subject subject = Subject.parse(word.text());
            if (subject.kind() == Subject.Kind.JSON_PATH) {
                BodyReader.of(List.of(subject), RuleOptions.DEFAULT);
            }
            return Optional.of(StepWriter.canonical(subject));
        } catch (SubjectSyntaxException e) {
            note(Code.SYNTAX, word.column() + e.offset(), String.valueOf(e.getMessage()));
            return Optional.empty();
        }
    }

    private Word value(String owner) throws NoWordException {
        int column = words.column();
        Word value = words.next("a value for " + owner);
        if (value.isKeyword("then") || value.isKeyword("else")) {
            throw new NoWordException(
                    column, "a value for " + owner + " is expected here; " + value.text() + " as a value needs quotes");
        }
        return value;
    }

    private void keyword(String keyword) throws NoWordException {
        Word word = words.next("the word " + keyword);
        if (!word.isKeyword(keyword)) {
            throw new NoWordException(
                    word.column(), "the word " + keyword + " is expected here; a value with blanks needs quotes");
        }
    }

    private Word stepId() throws NoWordException {
        Word word = words.next("a step ID");
        if (word.quoted() || !isStepId(word.text())) {
            note(
                    Code.STEP_ID,
                    word.column(),
                    word.isKeyword(START)
                            ? "start is no step; name the step that it leads to"
                            : "a step ID is 1 to 64 letters, digits, dots, dashes or underscores");
        }
        return word;
    }

    private void note(Code code, int column, String sentence) {
        problems.add(code.at(id, column, target, sentence));
    }
}
