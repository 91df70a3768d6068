package io.llmlb.app.plot;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Data for a picture: columns by name, filled row by row. */
public final class Columns {
    private final Map<String, Object> data = new LinkedHashMap<>();
    private final List<List<Object>> columns = new ArrayList<>();

    /** Empty columns of these names. */
    public Columns(String... names) {
        for (String name : names) {
            List<Object> column = new ArrayList<>();
            columns.add(column);
            data.put(name, column);
        }
    }

    /** One value for each column. */
    public void add(Object... values) {
        for (int i = 0; i < values.length; i++) {
            columns.get(i).add(values[i]);
        }
    }

    /** Whether there is no row. */
    public boolean isEmpty() {
        return columns.get(0).isEmpty();
    }

    /** The columns by name. */
    public Map<String, Object> data() {
        return data;
    }
}
