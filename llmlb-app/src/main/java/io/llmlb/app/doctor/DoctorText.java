package io.llmlb.app.doctor;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Findings for a person at a terminal, or for other programs. */
public final class DoctorText {
    private static final int WIDTH = 120;
    private static final String GAP = "  ";

    private DoctorText() {}

    /** A line for each place, below it one for each check, verdict first, and at the end one for all. */
    public static List<String> lines(List<Finding> findings) {
        Map<String, List<Finding>> byPlace = new LinkedHashMap<>();
        findings.forEach(finding -> byPlace.computeIfAbsent(finding.place(), place -> new ArrayList<>())
                .add(finding));
        int widest = findings.stream()
                .mapToInt(finding -> finding.check().length())
                .max()
                .orElse(0);
        List<String> lines = new ArrayList<>();
        byPlace.forEach((place, there) -> {
            lines.add(place);
            together(there).forEach(finding -> lines.addAll(lines(finding, widest)));
        });
        lines.add(counts(findings));
        return lines;
    }

    /** What is skipped for one reason, as one. */
    private static List<Finding> together(List<Finding> findings) {
        Map<String, List<Finding>> skipped = findings.stream()
                .filter(finding -> finding.verdict() == Verdict.SKIPPED)
                .collect(Collectors.groupingBy(Finding::what));
        List<Finding> fewer = new ArrayList<>();
        for (Finding finding : findings) {
            List<Finding> alike =
                    finding.verdict() == Verdict.SKIPPED ? skipped.getOrDefault(finding.what(), List.of()) : List.of();
            if (alike.size() < 2) {
                fewer.add(finding);
            } else if (alike.get(0).equals(finding)) {
                String also = alike.stream().skip(1).map(Finding::check).collect(Collectors.joining(", "));
                String what = finding.what() + " (also skipped: " + also + ")";
                fewer.add(new Finding(finding.check(), finding.place(), finding.verdict(), what, ""));
            }
        }
        return fewer;
    }

    private static List<String> lines(Finding finding, int widest) {
        String head = pad(finding.verdict().word(), "skipped".length()) + GAP + pad(finding.check(), widest) + GAP;
        String indent = " ".repeat(head.length());
        String mend = finding.mend().isEmpty() ? "" : "-> " + finding.mend();
        String whole = head + finding.what() + (mend.isEmpty() ? "" : GAP + mend);
        if (whole.length() <= WIDTH) {
            return List.of(whole);
        }
        List<String> lines = new ArrayList<>(wrapped(finding.what(), WIDTH - head.length()));
        if (!mend.isEmpty()) {
            lines.addAll(wrapped(mend, WIDTH - head.length()));
        }
        lines.replaceAll(line -> indent + line);
        lines.set(0, head + lines.get(0).substring(indent.length()));
        return lines;
    }

    private static String pad(String text, int width) {
        return text + " ".repeat(width - text.length());
    }

    /** Broken at blanks; a word that is wider stays whole, so that it can be copied. */
    private static List<String> wrapped(String text, int width) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        for (String word : text.split(" ", -1)) {
            if (line.length() > 0 && line.length() + 1 + word.length() > width) {
                lines.add(line.toString());
                line.setLength(0);
            }
            line.append(line.length() == 0 ? "" : " ").append(word);
        }
        lines.add(line.toString());
        return lines;
    }

    private static String counts(List<Finding> findings) {
        return Stream.of(Verdict.FAILED, Verdict.WARNING, Verdict.SKIPPED, Verdict.INFO, Verdict.OK)
                .map(verdict -> findings.stream()
                                .filter(finding -> finding.verdict() == verdict)
                                .count() + " " + verdict.word())
                .filter(count -> !count.startsWith("0 "))
                .collect(Collectors.joining(", "));
    }

    /** The findings as plain maps, for JSON. */
    public static List<Map<String, String>> data(List<Finding> findings) {
        return findings.stream().map(DoctorText::data).toList();
    }

    private static Map<String, String> data(Finding finding) {
        Map<String, String> data = new LinkedHashMap<>();
        data.put("check", finding.check());
        data.put("place", finding.place());
        data.put("verdict", finding.verdict().word());
        data.put("what", finding.what());
        data.put("mend", finding.mend());
        return data;
    }
}
