package io.llmlb.sim.model.bigip;

import java.time.Duration;
import java.util.Locale;

/**
 * Something that goes wrong with requests to the management interface. Immutable.
 *
 * @param kind what goes wrong
 * @param requests how many requests it strikes; {@link Integer#MAX_VALUE} for all until it is cleared
 * @param duration how long it lasts by the device's clock; {@link #FOREVER} until it is cleared
 * @param pathPrefix strikes only paths that begin so; empty for every path below {@code /mgmt}
 * @param method strikes only this method; empty for every one
 */
public record ManagementFault(Kind kind, int requests, Duration duration, String pathPrefix, String method) {
    /** Longer than anybody waits. */
    public static final Duration FOREVER = Duration.ofDays(36_500);

    /** What can go wrong. */
    public enum Kind {
        /** 401: the token has expired. */
        EXPIRED_TOKEN,
        /** 401: no user authentication header or token detected, though there is one. */
        NO_AUTHENTICATION,
        /** 503: there is an active asynchronous task executing. */
        BUSY,
        /** 500: the connection to mcpd has been lost. */
        MCPD_LOST,
        /** 404: the path is not registered, as while a device boots. */
        NOT_REGISTERED,
        /** 503 with a page that says the Configuration Utility is restarting. */
        HTML_503,
        /** 500 with a page of the servlet container. */
        HTML_500,
        /** The connection is reset. */
        RESET,
        /** There is never an answer. */
        HANG,
        /** 200, and a body that comes byte by byte and never ends. */
        TRICKLE,
        /** 200, and the connection closes in the middle of the JSON. */
        TRUNCATED,
        /** 200, and a body of 20 MB. */
        HUGE,
        /** 200 without a body. */
        EMPTY,
        /** 400: the user has reached the limit of tokens. Strikes logins only. */
        TOKEN_LIMIT;

        /** As the control API writes it: {@code expired-token}. */
        public String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /**
     * @throws IllegalArgumentException when a number is not positive
     */
    public ManagementFault {
        if (requests < 1 || duration.isNegative() || duration.isZero()) {
            throw new IllegalArgumentException("a fault strikes 1 or more requests for more than 0 s, but this says "
                    + requests + " and " + duration);
        }
    }

    /** Strikes every request until it is cleared. */
    public static ManagementFault of(Kind kind) {
        return new ManagementFault(kind, Integer.MAX_VALUE, FOREVER, "", "");
    }

    /** The same for so many requests. */
    public ManagementFault times(int count) {
        return new ManagementFault(kind, count, duration, pathPrefix, method);
    }

    /** The same for so long. */
    public ManagementFault lasting(Duration time) {
        return new ManagementFault(kind, requests, time, pathPrefix, method);
    }

    /** The same for paths that begin so. */
    public ManagementFault on(String prefix) {
        return new ManagementFault(kind, requests, duration, prefix, method);
    }

    /** The same for one method. */
    public ManagementFault with(String verb) {
        return new ManagementFault(kind, requests, duration, pathPrefix, verb);
    }

    /** Whether a request is one that it strikes. */
    public boolean strikes(String verb, String path) {
        return (method.isEmpty() || method.equals(verb))
                && path.startsWith(pathPrefix)
                && (kind != Kind.TOKEN_LIMIT || path.equals("/mgmt/shared/authn/login"));
    }
}
