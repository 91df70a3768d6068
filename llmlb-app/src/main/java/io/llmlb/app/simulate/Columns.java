package io.llmlb.app.simulate;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Data for a picture: columns by name, filled row by row. */
final class Columns {
    private final Map<String, Object> data = new LinkedHashMap<>();
    private final List<List<Object>> columns = new ArrayList<>();

    Columns(String... names) {
        for (String name : names) {
            List<Object> column = new ArrayList<>();
            columns.add(column);
            data.put(name, column);
        }
    }

    /** One value for each column. */
    void add(Object... values) {
        for (int i = 0; i < values.length; i++) {
            columns.get(i).add(values[i]);
        }
    }

    boolean isEmpty() {
        return columns.get(0).isEmpty();
    }

    Map<String, Object> data() {
        return data;
    }
}
