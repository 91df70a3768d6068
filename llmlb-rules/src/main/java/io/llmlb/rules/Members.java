package io.llmlb.rules;

import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;
import java.util.List;

/** Reads an object of which only a few members matter, and holds it to the policy about equal keys. */
final class Members {
    private Members() {}

    /** What to do with a member that matters. */
    interface Visitor {
        /**
         * Takes the value the parser stands on, in place of what an equal key brought before, and leaves the parser on
         * its last token.
         */
        void member(int which, JsonParser parser) throws IOException;
    }

    /**
     * Reads the object that the parser has entered.
     *
     * @param base where the parser's bytes begin in the body
     */
    static void read(
            JsonParser parser, long base, RuleOptions.Duplicates duplicates, List<String> names, Visitor visitor)
            throws IOException {
        int seen = 0;
        String name;
        while ((name = parser.nextFieldName()) != null) {
            int which = names.indexOf(name);
            boolean again = which >= 0 && (seen & 1 << which) != 0;
            if (again && duplicates == RuleOptions.Duplicates.REFUSE) {
                throw StopReading.duplicate(base + parser.currentTokenLocation().getByteOffset());
            }
            parser.nextToken();
            if (which < 0 || (again && duplicates == RuleOptions.Duplicates.FIRST)) {
                parser.skipChildren();
                continue;
            }
            seen |= 1 << which;
            visitor.member(which, parser);
        }
    }
}
