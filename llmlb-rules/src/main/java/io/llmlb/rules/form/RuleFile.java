package io.llmlb.rules.form;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A rule set as a file holds it, unjudged: the records of a data group of type string. Immutable. Two are equal when they
 * have the same name and records; order does not count, as BIG-IP keeps none.
 *
 * @param name of the data group, such as {@code /Common/flight_agent}; empty when the file has none
 * @param records step ID to rule text, in the order of the file
 */
public record RuleFile(String name, Map<String, String> records) {
    public RuleFile {
        records = Collections.unmodifiableMap(new LinkedHashMap<>(records));
    }
}
