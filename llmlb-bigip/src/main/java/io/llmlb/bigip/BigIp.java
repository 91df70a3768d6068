package io.llmlb.bigip;

import io.llmlb.core.act.PoolDevice;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One BIG-IP, or the active one of a pair, reached by iControl REST over https. Safe for use by several threads, which
 * share one login; requests go out one at a time, first come first served, and no faster than the
 * {@linkplain Builder#requestsPerSecond budget}.
 *
 * <p>Every request takes at most the {@linkplain Builder#timeout timeout} waiting for its turn, and as long again for
 * each exchange: one, or up to four when the login has ended. Of a pair,
 * finding out who is active can take two logins and 6 seconds more. Failures are {@link BigIpException}s.
 *
 * <pre>{@code
 * try (BigIp bigIp = BigIp.builder("192.0.2.10").user("llmlb").password("...").build()) {
 *     PoolState pool = bigIp.pools().read(new PoolName("/Common/my_pool"));
 * }
 * }</pre>
 */
public final class BigIp implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(BigIp.class);

    private static final Duration GOODBYE = Duration.ofSeconds(2);

    private final URI url;
    private final @Nullable URI peer;
    private final String user;
    private final Line line;
    private final PoolDevice pools;
    private final DataGroups dataGroups;
    private final Holds holds;
    private final Irules irules;
    private final Members members;
    private final VirtualServers virtualServers;
    private final As3 as3;

    private BigIp(Builder builder, String user, Supplier<char[]> password) {
        this.url = builder.url;
        this.user = user;
        Budget budget = new Budget(builder.requestsPerSecond, builder.ratiosPerMinute, builder.clock);
        Lane lane = new Lane(builder.timeout, builder.clock, budget, builder.pause);
        Session first = session(url, builder.trust, builder.timeout, user, password, lane);
        URI peerUrl = builder.peer;
        this.peer = peerUrl;
        this.line = peerUrl == null
                ? first
                : new Pair(first, session(peerUrl, builder.peerTrust, builder.timeout, user, password, lane));
        this.dataGroups = new DataGroups(line);
        this.holds = new Holds(line, dataGroups);
        this.pools = new Pools(line, holds, builder.standby);
        this.irules = new Irules(line);
        this.members = new Members(line);
        this.virtualServers = new VirtualServers(line);
        this.as3 = new As3(line);
    }

    private static Session session(
            URI url, Trust trust, Duration timeout, String user, Supplier<char[]> password, Lane lane) {
        return new Session(url, user, password, new Https(url, trust, timeout), lane);
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

    /** Where it is: {@code https://host} or {@code https://host:port}; of a pair, the unit that was named first. */
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
        line.login();
    }

    /** The pools of this BIG-IP. A write takes at most three timeouts and one request more. */
    public PoolDevice pools() {
        return pools;
    }

    /** The internal data groups of this BIG-IP. */
    public DataGroups dataGroups() {
        return dataGroups;
    }

    /** Holds on pools, which every controller of this BIG-IP sees. */
    public Holds holds() {
        return holds;
    }

    /** The iRules of this BIG-IP. */
    public Irules irules() {
        return irules;
    }

    /** Members in and out of service. {@link #pools()} never touches that. */
    public Members members() {
        return members;
    }

    /** The virtual servers of this BIG-IP. */
    public VirtualServers virtualServers() {
        return virtualServers;
    }

    /**
     * How the device is just now, in four requests. Of a pair this is the active unit.
     *
     * @throws BigIpException as it failed, but not because this user may not ask
     */
    public DeviceState state() {
        return new DeviceStateReader(line).read();
    }

    /**
     * Who declares the partition that an object is in through AS3; empty when nobody does, or when AS3 is not installed.
     *
     * <p>Of {@code /Common} AS3 owns {@code /Common/Shared/...} only, and is not asked about the rest. It is known to leave
     * Common out of what it answers at times, so for {@code /Common/Shared/...} an empty answer is no proof. F5 Container
     * Ingress Services is told by the marks that its published sources put into what they post: the user agent
     * {@code CIS/v...}, the label {@code CIS Declaration} and the remark {@code Auto-generated by CIS}. AS3 keeps one such
     * set for all partitions, as far as is known that of the last post, so where several post, it may be of another.
     *
     * @param path the object's full path
     * @throws BigIpException of kind DENIED when this user may not ask AS3
     * @throws IllegalArgumentException when {@code path} is no full path
     */
    public Optional<Owner> owner(String path) {
        return as3.owner(path);
    }

    /**
     * Saves the running configuration, all of it, which is otherwise lost when the device restarts. Where this takes
     * longer than the {@linkplain Builder#timeout timeout}, the device goes on saving and the answer is UNREACHABLE.
     */
    public void saveConfiguration() {
        line.post("/mgmt/tm/sys/config", "{\"command\":\"save\"}");
    }

    /** Logs out, taking 2 seconds at most; a login that cannot be deleted ends by itself. */
    @Override
    public void close() {
        line.close(GOODBYE);
    }

    /** URL, or both URLs of a pair, and user. */
    @Override
    public String toString() {
        return "BIG-IP " + url + (peer == null ? "" : " or " + peer) + " as " + user;
    }

    /** What is needed to reach a BIG-IP. Not for use by several threads. */
    public static final class Builder {
        private final URI url;
        private @Nullable URI peer;
        private Trust peerTrust = Trust.system();
        private @Nullable String user;
        private @Nullable Supplier<char[]> password;
        private Trust trust = Trust.system();
        private Duration timeout = Duration.ofSeconds(10);
        private InstantSource clock = InstantSource.system();
        private int requestsPerSecond = 10;
        private int ratiosPerMinute = 60;
        private Supplier<Optional<String>> standby = Optional::empty;
        private Lane.Pause pause = time -> TimeUnit.NANOSECONDS.sleep(time.toNanos());

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

        /**
         * The other unit of an active-standby pair, with the same user and password. Requests then go to the unit that
         * says it is active ({@code failoverState} at {@code /mgmt/tm/cm/device}), and a failover is followed: at once
         * by a write, which ends as UNREACHABLE when the unit it was meant for is active no more; else after a failure,
         * or within 10 seconds. While both say that they are active, or neither, every request is UNREACHABLE. What is
         * written is not synchronised, so the other unit has its own ratios until its device group does that.
         *
         * @param address in the forms that {@link BigIp#builder(String)} takes
         * @param trust which certificate to accept there: pins differ between units
         * @throws IllegalArgumentException when {@code address} is none of the forms, or that of the first unit
         */
        public Builder peer(String address, Trust trust) {
            URI other = ManagementUrl.parse(address);
            if (other.equals(url)) {
                throw new IllegalArgumentException("the two units of a pair have two addresses, but both are " + url);
            }
            this.peer = other;
            this.peerTrust = trust;
            return this;
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

        /** The clock that decides when a token is old and when a budget is spent; by default the system's. */
        public Builder clock(InstantSource clock) {
            this.clock = clock;
            return this;
        }

        /**
         * How many requests a second the device gets, reads and logins included; by default 10. So many can come at
         * once; what is more waits.
         *
         * @throws IllegalArgumentException when it is not 1 to 1,000
         */
        public Builder requestsPerSecond(int most) {
            this.requestsPerSecond = inRange("requests a second", most, 1_000);
            return this;
        }

        /**
         * How many ratios a minute are written in the long run, over all pools; by default 60. A third of them can come
         * at once; what is more is {@link io.llmlb.core.act.WriteReport.Outcome#DEFERRED}, the smallest changes first.
         *
         * @throws IllegalArgumentException when it is not 1 to 60,000
         */
        public Builder ratiosPerMinute(int most) {
            this.ratiosPerMinute = inRange("ratios a minute", most, 60_000);
            return this;
        }

        /**
         * Why no ratio is written at present, because another replica of the program does that; by default always empty.
         * Asked before each request that would write one, after all waiting, and must answer at once. What is under way
         * then is not called back, so whoever hands over the lead waits for a {@linkplain #timeout timeout}.
         */
        public Builder standby(Supplier<Optional<String>> standby) {
            this.standby = standby;
            return this;
        }

        private static int inRange(String what, int value, int largest) {
            if (value < 1 || value > largest) {
                throw new IllegalArgumentException(what + " are 1 to " + largest + ", but this is " + value);
            }
            return value;
        }

        /** How to wait when the budget is spent; for tests. */
        Builder pause(Lane.Pause pause) {
            this.pause = pause;
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
            if (peer != null && !peerTrust.verifies()) {
                LOG.warn("Certificates of {} are not verified: anyone in between can read the password", peer);
            }
            return new BigIp(this, user, password);
        }
    }
}
