package io.llmlb.app.rules;

import io.llmlb.rules.irule.InferenceBodyBasedRouting;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Differences as people and programs read them. */
public final class DifferenceText {
    private DifferenceText() {}

    /** In lines: what is added has a plus before it, what is removed a minus, what is changed one of each. */
    public static List<String> lines(Difference difference) {
        List<String> lines = new ArrayList<>();
        lines.add("data group " + difference.dataGroup() + ": " + summary(difference));
        records(difference.records(), lines);
        lines.add("iRule " + Wanted.IRULE + ": " + word(difference.irule()));
        difference.attachment().ifPresent(attachment -> {
            lines.add("virtual server " + attachment.virtual() + ": "
                    + (attachment.complete() ? "has the profiles and the iRule" : "has " + attachment.missing()));
        });
        if (!difference.options().isEmpty()) {
            lines.add("options in " + InferenceBodyBasedRouting.CONFIG + ":");
            records(difference.options(), lines);
        }
        return lines;
    }

    /** As {@code --output json} prints it. */
    public static Map<String, Object> data(Difference difference) {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("dataGroup", difference.dataGroup());
        data.put("exists", !difference.absent());
        data.put("records", difference.records());
        data.put("irule", word(difference.irule()));
        difference.attachment().ifPresent(attachment -> {
            Map<String, Object> server = new LinkedHashMap<>();
            server.put("virtualServer", attachment.virtual());
            server.put("http", !attachment.http());
            server.put("json", !attachment.json());
            server.put("irule", !attachment.irule());
            data.put("virtualServer", server);
        });
        data.put("options", difference.options());
        return data;
    }

    private static String summary(Difference difference) {
        if (difference.absent()) {
            return "absent";
        }
        long added = difference.records().stream()
                .filter(change -> change.before() == null)
                .count();
        long removed = difference.records().stream()
                .filter(change -> change.after() == null)
                .count();
        return difference.records().isEmpty()
                ? "same"
                : added + " added, " + removed + " removed, "
                        + (difference.records().size() - added - removed) + " changed";
    }

    private static String word(Difference.Irule irule) {
        return irule.name().toLowerCase(Locale.ROOT);
    }

    private static void records(List<RecordChange> changes, List<String> lines) {
        int width = changes.stream()
                .mapToInt(change -> change.name().length())
                .max()
                .orElse(0);
        for (RecordChange change : changes) {
            String name = " " + change.name() + " ".repeat(width - change.name().length() + 2);
            if (change.before() != null) {
                lines.add("  -" + name + printable(change.before()));
            }
            if (change.after() != null) {
                lines.add("  +" + name + printable(change.after()));
            }
        }
    }

    /** What a device holds must not steer a terminal. */
    private static String printable(String text) {
        return text.replaceAll("\\p{Cntrl}|[\\x80-\\x9f]", " ");
    }
}
