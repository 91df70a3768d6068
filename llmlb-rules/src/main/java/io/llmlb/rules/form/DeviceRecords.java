package io.llmlb.rules.form;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The records of a data group as a BIG-IP answers them, which may hold tmsh's escapes. Immutable.
 *
 * <pre>{@code
 * RuleFile rules = new DeviceRecords("/Common/routing", answered).rules();
 * }</pre>
 *
 * @param path the data group's full path
 * @param records value by name, as answered
 */
public record DeviceRecords(String path, Map<String, String> records) {
    /** Copies the records. */
    public DeviceRecords {
        records = Collections.unmodifiableMap(new LinkedHashMap<>(records));
    }

    /**
     * The rule set that they are, escapes undone as {@link RuleForm} says. Of names that would become equal, the first
     * becomes so and the others stay as they are.
     */
    public RuleFile rules() {
        Map<String, String> plain = new LinkedHashMap<>();
        records.forEach((name, data) -> {
            String unescaped = TmshText.unescape(name);
            boolean taken = !unescaped.equals(name) && (plain.containsKey(unescaped) || records.containsKey(unescaped));
            plain.put(taken ? name : unescaped, TmshText.unescape(data));
        });
        return new RuleFile(path, plain);
    }

    /** The object that iControl REST answers for this data group, nothing undone: a file to keep it in. */
    public String json() {
        return JsonForm.text(new RuleFile(path, records));
    }
}
