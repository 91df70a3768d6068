package io.llmlb.app.rules;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A record that differs between two data groups.
 *
 * @param name of the record
 * @param before its value, or null when it is added
 * @param after its value, or null when it is removed
 */
public record RecordChange(
        String name, @Nullable String before, @Nullable String after) {
    /** What makes one of the other, in the order of steps. */
    static List<RecordChange> between(Map<String, String> before, Map<String, String> after) {
        TreeSet<String> names = new TreeSet<>(StepOrder.NATURAL);
        names.addAll(before.keySet());
        names.addAll(after.keySet());
        List<RecordChange> changes = new ArrayList<>();
        for (String name : names) {
            if (!Objects.equals(before.get(name), after.get(name))) {
                changes.add(new RecordChange(name, before.get(name), after.get(name)));
            }
        }
        return changes;
    }
}
