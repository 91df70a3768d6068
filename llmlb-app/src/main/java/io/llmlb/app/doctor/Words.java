package io.llmlb.app.doctor;

import java.time.Duration;
import java.util.Collection;
import java.util.Locale;
import java.util.stream.Collectors;

/** Numbers and lists as sentences have them. */
final class Words {
    private static final int NAMED = 5;

    private Words() {}

    /** {@code 1 member}, {@code 3 members}. */
    static String count(int number, String noun) {
        return String.format(Locale.ROOT, "%,d %s%s", number, noun, number == 1 ? "" : "s");
    }

    /** The first few, and how many more there are. */
    static String few(Collection<?> things) {
        String named = things.stream().limit(NAMED).map(Object::toString).collect(Collectors.joining(", "));
        return things.size() <= NAMED ? named : named + " and " + (things.size() - NAMED) + " more";
    }

    /** {@code 2.4 s} or {@code 90 s}; not the sign. */
    static String seconds(Duration time) {
        long millis = time.abs().toMillis();
        boolean exact = millis >= 10_000 || millis % 1000 == 0;
        return exact ? millis / 1000 + " s" : String.format(Locale.ROOT, "%.1f s", millis / 1000.0);
    }
}
