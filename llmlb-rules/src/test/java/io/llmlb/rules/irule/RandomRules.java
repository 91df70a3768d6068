package io.llmlb.rules.irule;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/** Random rules about a body's own paths and values, so that conditions often hold. */
final class RandomRules {
    static final List<String> FIELDS = List.of(
            "@system",
            "@lastUser",
            "@prompt",
            "@promptTokens",
            "@maxTokens",
            "@totalTokens",
            "@turns",
            "@hasImages",
            "@hasTools",
            "@bodyBytes");
    static final List<String> FUNCTIONS = List.of("@size", "@type", "@text", "@tokens", "@bytes");
    private static final List<String> STRINGS =
            List.of("equals", "contains", "starts_with", "ends_with", "matches_glob", "match", "string_match");
    private static final List<String> NUMERIC = List.of("num_eq", "num_ne", "num_lt", "num_le", "num_gt", "num_ge");
    private static final List<String> IS = List.of("true", "false", "null");
    private static final List<String> POOLS = List.of("/P/a", "/P/f/b", "/vllm/Shared/c", "/P/gone");

    private final Random random;
    private final UnaryOperator<String> values;
    private final List<RandomBody.Place> places;
    private final List<RandomBody.Place> scalars;

    /**
     * Rules for a body.
     *
     * @param values what a subject stands for in the body, its first characters at least
     */
    RandomRules(Random random, List<RandomBody.Place> places, UnaryOperator<String> values) {
        this.random = random;
        this.places = places;
        this.values = values;
        this.scalars = places.stream()
                .filter(place -> !place.text().equals("{}") && !place.text().equals("[]"))
                .toList();
    }

    /** Steps that lead only to later ones; the last one ends. */
    Map<String, String> records() {
        int size = 1 + random.nextInt(10);
        Map<String, String> records = new TreeMap<>();
        records.put("start", (once(20) ? " " : "") + id(0));
        for (int i = 0; i < size; i++) {
            records.put(id(i), step(i, size));
        }
        records.put(id(size), "selectPool /P/end");
        return records;
    }

    private static String id(int number) {
        return number % 3 == 0 ? "s" + number : number % 3 == 1 ? "-" + number : "Step_" + number + ".x";
    }

    private String step(int i, int size) {
        String blank = once(10) ? "  " : once(10) ? "\t" : " ";
        switch (random.nextInt(24)) {
            case 0:
                return "selectPool" + blank + any(POOLS);
            case 1:
                return "reject" + blank + (400 + random.nextInt(200)) + (once(2) ? "" : " " + operand(word()));
            case 2, 3, 4, 5, 6:
                return "rewrite " + place() + blank + value() + " then " + later(i, size);
            default:
                return "if " + condition().replaceFirst(" ", blank) + " then " + later(i, size) + blank + "else "
                        + later(i, size);
        }
    }

    private String later(int i, int size) {
        return id(i + 1 + random.nextInt(Math.min(3, size - i)));
    }

    private String condition() {
        RandomBody.Place place = scalars.isEmpty() || once(4) ? any(places) : any(scalars);
        String subject = bent(place);
        if (once(3)) {
            subject = any(FIELDS);
        } else if (once(3)) {
            subject += any(FUNCTIONS);
        }
        String value = once(10) ? word() : values.apply(subject);
        // Of several values any one will do.
        return subject + " " + test(value.matches("[0-9]+ values") ? place.text() : value);
    }

    /** A path to a place, or to its neighbours by an index from the end or by a star. */
    private String bent(RandomBody.Place place) {
        if (once(12)) {
            return any(List.of(".a", ".b.a", ".messages[0]", ".input[*].content[*].text", ".x[-1]", "['a.b']", "."));
        }
        StringBuilder path = new StringBuilder();
        for (String step : place.steps()) {
            boolean index = step.matches("\\[[0-9]+\\]");
            if (index && once(3)) {
                path.append("[*]");
            } else if (index && once(4)) {
                path.append("[-").append(1 + random.nextInt(3)).append(']');
            } else if (step.startsWith("['") && !step.contains("''") && once(4)) {
                path.append(step.replace('\'', '"'));
            } else {
                path.append(step);
            }
        }
        return path.isEmpty() ? "." : path.toString();
    }

    private String word() {
        return any(RandomBody.WORDS);
    }

    private String test(String value) {
        boolean number = value.matches("-?[0-9].*");
        switch (IS.contains(value) && once(3) ? 1 : random.nextInt(10)) {
            case 0:
                return "exists";
            case 1:
                return "is " + (IS.contains(value) && !once(4) ? value : any(IS));
            case 2, 3, 4:
                if (number || once(8)) {
                    return any(NUMERIC) + " " + (number ? near(value) : any(RandomBody.NUMBERS));
                }
                break;
            default:
                break;
        }
        String operator = any(STRINGS);
        boolean noCase = once(3);
        String operand = part(operator, value);
        if (noCase && random.nextBoolean()) {
            operand = random.nextBoolean() ? operand.toUpperCase(Locale.ROOT) : operand.toLowerCase(Locale.ROOT);
        }
        if (operator.equals("contains") && operand.isEmpty()) {
            operand = "a";
        }
        return operator + (noCase ? "_nocase" : "") + " " + operand(operand);
    }

    private String near(String value) {
        if (value.matches("-?(0|[1-9][0-9]{0,8})") && once(2)) {
            return Integer.toString(Integer.parseInt(value) + (once(2) ? 1 : -1));
        }
        boolean json = value.matches("-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][+-]?[0-9]+)?");
        return json && !once(4) ? value : any(RandomBody.NUMBERS);
    }

    /** A text that the operator may find in a value. */
    private String part(String operator, String value) {
        if (value.equals("true") || value.equals("false")) {
            return any(List.of("true", "false", "1", "0", "t*", "*", "?"));
        }
        int from = random.nextInt(value.length() + 1);
        int to = from + random.nextInt(value.length() - from + 1);
        String some = once(8) ? word() : value;
        String cut = value.substring(from, to);
        return switch (operator) {
            case "equals" -> some;
            case "contains" -> cut;
            case "starts_with" -> value.substring(0, to);
            case "ends_with" -> value.substring(from);
            default -> glob(some);
        };
    }

    private String glob(String value) {
        StringBuilder pattern = new StringBuilder(once(3) ? "*" : "");
        for (char c : value.toCharArray()) {
            if (c < ' ') {
                // A set that takes a blank but not this.
                pattern.append(once(3) ? "[ -~]" : "?");
                continue;
            }
            switch (random.nextInt(12)) {
                case 0 -> pattern.append('?');
                case 1 -> pattern.append('*');
                case 2 -> pattern.append(c < 0x80 && c != ']' && c != '[' ? "[" + c + "]" : "?");
                case 3 -> pattern.append(Character.isLetter(c) ? "[a-zA-Z]" : String.valueOf(c));
                default -> pattern.append(c);
            }
        }
        return pattern.append(once(3) ? "*" : "").toString();
    }

    /** What a data group on BIG-IP takes: ASCII without backslashes and controls; any character fits a question mark. */
    private static String ascii(String text) {
        return text.replaceAll("[^ -~]|\\\\", "?");
    }

    private String operand(String text) {
        String ascii = ascii(text);
        if (!ascii.isEmpty()
                && !ascii.matches(".*[\\s'\"].*")
                && !ascii.equals("then")
                && !ascii.equals("else")
                && random.nextBoolean()) {
            return ascii;
        }
        char quote = once(4) ? '"' : '\'';
        return quote + ascii.replace(String.valueOf(quote), String.valueOf(quote) + quote) + quote;
    }

    private String place() {
        List<String> steps = new ArrayList<>(any(places).steps());
        if (steps.isEmpty() || once(4)) {
            steps.add(any(List.of(".new", ".model", "['odd key']", "[0]", "[7]")));
        }
        return ascii(String.join("", steps));
    }

    private String value() {
        return switch (random.nextInt(4)) {
            case 0 -> any(List.of("true", "false", "null", "'true'", "'5'", "-0", "1.50", "12345678901234567890"));
            case 1 -> any(RandomBody.NUMBERS);
            default -> operand(word());
        };
    }

    private <T> T any(List<T> all) {
        return all.get(random.nextInt(all.size()));
    }

    private boolean once(int in) {
        return random.nextInt(in) == 0;
    }
}
