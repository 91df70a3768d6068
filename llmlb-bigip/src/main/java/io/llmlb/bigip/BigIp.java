package io.llmlb.bigip;

import io.llmlb.core.act.PoolDevice;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One BIG-IP, reached by iControl REST over https. Safe for use by several threads, which share one login; requests go
 * out one at a time, first come first served.
 *
 * <p>Every request takes at most the {@linkplain Builder#timeout timeout} waiting for its turn, and as long again for
 * each exchange: one, or up to four when the login has ended. Failures are {@link BigIpException}s.
 *
 * <pre>{@code
 * try (BigIp bigIp = BigIp.builder("192.0.2.10").user("llmlb").password("...").build()) {
 *     PoolState pool = bigIp.pools().read(new PoolName("/Common/my_pool"));
 * }
 * }</pre>
 */
public final class BigIp implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(BigIp.class);

    private final URI url;
    private final String user;
    private final Session session;
    private final PoolDevice pools;

    private BigIp(Builder builder, String user, Supplier<char[]> password) {
        this.url = builder.url;
        this.user = user;
        Https https = new Https(url, builder.trust, builder.timeout);
        this.session = new Session(url, user, password, https, builder.timeout, builder.clock);
        this.pools = new Pools(url, session);
    }

    /**
     * Begins with where the BIG-IP is.
     *
     * @param address {@code host}, {@code host:port}, an IPv6 address, {@code [IPv6]:port}, or either as an
     *     {@code https} URL; the port is 443 unless given
     * @throws IllegalArgumentException when {@code address} is none of these
     */
    public static Builder builder(String address) {
        return new Builder(ManagementUrl.parse(address));
    }

    /** Where it is: {@code https://host} or {@code https://host:port}. */
    public URI url() {
        return url;
    }

    /**
     * Logs in now, instead of at the first request: for programs that want to fail at their start.
     *
     * @throws BigIpException of kind DENIED when user or password are refused; the same ones are then not tried again
     *     for 30 seconds, since a BIG-IP locks accounts
     */
    public void login() {
        session.login();
    }

    /** The pools of this BIG-IP. A write takes at most three timeouts and one request more. */
    public PoolDevice pools() {
        return pools;
    }

    /** Logs out, taking 2 seconds at most; a login that cannot be deleted ends by itself. */
    @Override
    public void close() {
        session.close();
    }

    /** URL and user. */
    @Override
    public String toString() {
        return "BIG-IP " + url + " as " + user;
    }

    /** What is needed to reach a BIG-IP. Not for use by several threads. */
    public static final class Builder {
        private final URI url;
        private @Nullable String user;
        private @Nullable Supplier<char[]> password;
        private Trust trust = Trust.system();
        private Duration timeout = Duration.ofSeconds(10);
        private InstantSource clock = InstantSource.system();

        private Builder(URI url) {
            this.url = url;
        }

        /** The user to log in as. */
        public Builder user(String user) {
            this.user = user;
            return this;
        }

        /**
         * The user's password, asked for at each login, so that one that is changed is taken up. The array is neither
         * kept nor changed.
         */
        public Builder password(Supplier<char[]> password) {
            this.password = password;
            return this;
        }

        /** The user's password, when it does not change. */
        public Builder password(String password) {
            return password(password::toCharArray);
        }

        /** Which certificate to accept; by default {@link Trust#system()}. */
        public Builder trust(Trust trust) {
            this.trust = trust;
            return this;
        }

        /**
         * How long one exchange may take; by default 10 seconds. A connection must stand within 5 seconds of it.
         *
         * @throws IllegalArgumentException when it is not positive
         */
        public Builder timeout(Duration timeout) {
            if (timeout.isNegative() || timeout.isZero()) {
                throw new IllegalArgumentException("a timeout is positive, but this is " + timeout);
            }
            this.timeout = timeout;
            return this;
        }

        /** The clock that decides when a token is old; by default the system's. */
        public Builder clock(InstantSource clock) {
            this.clock = clock;
            return this;
        }

        /**
         * The client. Nothing is sent and no file is read before the first request.
         *
         * @throws IllegalStateException without user or password
         */
        public BigIp build() {
            if (user == null || user.isEmpty() || password == null) {
                throw new IllegalStateException("a BIG-IP needs a user and a password");
            }
            if (!trust.verifies()) {
                LOG.warn("Certificates of {} are not verified: anyone in between can read the password", url);
            }
            return new BigIp(this, user, password);
        }
    }
}
