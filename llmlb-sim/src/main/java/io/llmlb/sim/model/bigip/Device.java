package io.llmlb.sim.model.bigip;

import io.llmlb.core.PoolName;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;

/** What the emulated BIG-IP holds, apart from its sockets. Thread-safe. */
public final class Device {
    private final String user;
    private final String password;
    private final String version;
    private final InstantSource clock;
    private final Map<String, Pool> pools = new ConcurrentSkipListMap<>();
    private final Map<String, DataGroup> dataGroups = new ConcurrentSkipListMap<>();
    private final Map<String, VirtualServer> virtualServers = new ConcurrentSkipListMap<>();
    private final Map<String, JsonProfile> jsonProfiles = new ConcurrentSkipListMap<>();
    private final List<RatioWrite> ratioWrites = Collections.synchronizedList(new ArrayList<>());
    private volatile Duration latency = Duration.ZERO;

    public Device(String user, String password, String version, InstantSource clock) {
        this.user = user;
        this.password = password;
        this.version = version;
        this.clock = clock;
        put(JsonProfile.DEFAULT);
    }

    public boolean admits(String name, String secret) {
        return name.equals(user) && MessageDigest.isEqual(bytes(secret), bytes(password));
    }

    public String user() {
        return user;
    }

    public String password() {
        return password;
    }

    public String version() {
        return version;
    }

    public InstantSource clock() {
        return clock;
    }

    public Duration latency() {
        return latency;
    }

    public void latency(Duration delay) {
        latency = delay;
    }

    public void add(Pool pool) {
        if (pools.putIfAbsent(pool.name().path(), pool) != null) {
            throw new IllegalArgumentException("there is a pool " + pool.name() + " already");
        }
    }

    public boolean remove(PoolName name) {
        return pools.remove(name.path()) != null;
    }

    public Optional<Pool> pool(String path) {
        return Optional.ofNullable(pools.get(path));
    }

    public List<Pool> pools() {
        return List.copyOf(pools.values());
    }

    public Optional<DataGroup> dataGroup(String path) {
        return Optional.ofNullable(dataGroups.get(path));
    }

    /** Creates or replaces a data group. */
    public void put(DataGroup group) {
        dataGroups.put(group.fullPath(), group);
    }

    public Optional<VirtualServer> virtualServer(String path) {
        return Optional.ofNullable(virtualServers.get(path));
    }

    /** Creates or replaces a virtual server. */
    public void put(VirtualServer server) {
        virtualServers.put(server.fullPath(), server);
    }

    public Optional<JsonProfile> jsonProfile(String path) {
        return Optional.ofNullable(jsonProfiles.get(path));
    }

    /** Creates or replaces a JSON profile. */
    public void put(JsonProfile profile) {
        jsonProfiles.put(profile.fullPath(), profile);
    }

    public void journal(RatioWrite write) {
        ratioWrites.add(write);
    }

    public List<RatioWrite> ratioWrites() {
        synchronized (ratioWrites) {
            return List.copyOf(ratioWrites);
        }
    }

    @Override
    public String toString() {
        return "BIG-IP of " + user + ", pools " + pools.keySet();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
