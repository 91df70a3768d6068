package io.llmlb.app.config;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One effective value of a configuration.
 *
 * @param path the keys that lead to it; an entry of a list is its number in brackets
 * @param value text, a number, a truth value or a list of texts; null when there is none, or when it is secret
 * @param origin who said so: a line of the file, an environment variable, or nobody
 */
public record Setting(List<String> path, @Nullable Object value, String origin) {
    /** Copies the path. */
    public Setting {
        path = List.copyOf(path);
    }

    /** The path as one word, as problems have it: {@code pools[0].interval}. */
    public String key() {
        return key(path);
    }

    static String key(List<String> path) {
        StringBuilder key = new StringBuilder(path.get(0));
        for (int i = 1; i < path.size(); i++) {
            key.append(isNumber(path, i) ? "" : ".").append(path.get(i));
        }
        return key.toString();
    }

    /** Whether that part of the path is a number in a list. Pools are the only list of mappings. */
    static boolean isNumber(List<String> path, int depth) {
        return depth == 1 && path.get(0).equals("pools");
    }
}
