package io.llmlb.rules.glob;

import java.util.List;
import java.util.Optional;

/**
 * A plain comparison that a pattern amounts to: {@code *GPT} is a SUFFIX {@code GPT}.
 *
 * @param shape where in the text the literal must be
 * @param text the literal, without escapes; in lower case if the pattern ignores case
 */
public record Literal(Shape shape, String text) {
    /** Where in a text a literal must be. */
    public enum Shape {
        /** It is the text. */
        EQUALS,
        /** The text begins with it. */
        PREFIX,
        /** The text ends with it. */
        SUFFIX,
        /** It is anywhere in the text. */
        CONTAINS
    }

    /** The comparison for these literals with stars between them. */
    static Optional<Literal> of(List<String> literals) {
        String first = literals.get(0);
        String last = literals.get(literals.size() - 1);
        return switch (literals.size()) {
            case 1 -> Optional.of(new Literal(Shape.EQUALS, first));
            case 2 -> ofTwo(first, last);
            case 3 ->
                first.isEmpty() && last.isEmpty()
                        ? Optional.of(new Literal(Shape.CONTAINS, literals.get(1)))
                        : Optional.empty();
            default -> Optional.empty();
        };
    }

    private static Optional<Literal> ofTwo(String first, String last) {
        if (first.isEmpty()) {
            return Optional.of(new Literal(last.isEmpty() ? Shape.CONTAINS : Shape.SUFFIX, last));
        }
        return last.isEmpty() ? Optional.of(new Literal(Shape.PREFIX, first)) : Optional.empty();
    }
}
