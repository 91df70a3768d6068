package io.llmlb.app.faults;

import java.util.List;
import java.util.stream.Stream;

/** Every row. */
final class FaultMatrix {
    private FaultMatrix() {}

    /** Every row of the table. */
    static List<Fault> all() {
        return Stream.concat(rows().stream(), ProcessRows.all().stream()).toList();
    }

    /** Those that are played on a virtual clock. */
    static List<Row> rows() {
        return Stream.of(
                        LoginRows.all(),
                        DeviceRows.all(),
                        PairRows.all(),
                        PoolRows.all(),
                        HoldRows.all(),
                        TrafficRows.all(),
                        ClockRows.all(),
                        MetricsRows.all())
                .flatMap(List::stream)
                .toList();
    }
}
