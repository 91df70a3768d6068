package io.llmlb.prometheus.query;

import java.io.IOException;

/** JSON, but not what the API of Prometheus says. */
final class WrongShape extends IOException {
    private static final long serialVersionUID = 1L;

    WrongShape(String what) {
        super(what);
    }
}
