package io.llmlb.app.rules;

import java.util.Comparator;

/** The order in which people read steps: {@code start} first, numbers by their value, all else by its characters. */
final class StepOrder implements Comparator<String> {
    static final StepOrder NATURAL = new StepOrder();

    private StepOrder() {}

    @Override
    public int compare(String one, String other) {
        if (one.equals("start") || other.equals("start")) {
            return Boolean.compare(other.equals("start"), one.equals("start"));
        }
        int i = 0;
        int j = 0;
        while (i < one.length() && j < other.length()) {
            int oneEnd = digits(one, i);
            int otherEnd = digits(other, j);
            int difference;
            if (oneEnd > i && otherEnd > j) {
                difference = number(one.substring(i, oneEnd), other.substring(j, otherEnd));
                i = oneEnd;
                j = otherEnd;
            } else {
                difference = Character.compare(one.charAt(i++), other.charAt(j++));
            }
            if (difference != 0) {
                return difference;
            }
        }
        int rest = Integer.compare(one.length() - i, other.length() - j);
        return rest != 0 ? rest : one.compareTo(other);
    }

    private static int digits(String text, int from) {
        int end = from;
        while (end < text.length() && text.charAt(end) >= '0' && text.charAt(end) <= '9') {
            end++;
        }
        return end;
    }

    /** Numbers of any length. */
    private static int number(String one, String other) {
        String a = one.replaceFirst("^0+", "");
        String b = other.replaceFirst("^0+", "");
        return a.length() != b.length() ? Integer.compare(a.length(), b.length()) : a.compareTo(b);
    }
}
