package io.llmlb.sim.model.bigip;

import io.llmlb.core.PoolName;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** The emulated BIG-IP apart from its sockets: who may log in, its clock, its role, and its configuration. Thread-safe. */
public final class Device {
    /** So many ratio writes are remembered; older ones are forgotten. */
    public static final int JOURNAL = 10_000;

    private record Account(String password, boolean administrator) {}

    private final String user;
    private final String version;
    private final InstantSource source;
    private final ManagementOptions options;
    private final Map<String, Account> accounts = new ConcurrentHashMap<>();
    private final AtomicReference<Duration> advance = new AtomicReference<>(Duration.ZERO);
    private final AtomicLong generation = new AtomicLong(1);
    private final Deque<RatioWrite> ratioWrites = new ArrayDeque<>();
    private final Configuration objects = new Configuration();
    private volatile DataPlaneOptions dataPlane = DataPlaneOptions.DEFAULT;
    private volatile ManagementLatency latency = ManagementLatency.NONE;
    private volatile boolean active = true;
    private volatile boolean unsaved;
    private volatile @Nullable DeviceGroup group;

    /** One with the best guess of every unknown. */
    public Device(String user, String password, String version, InstantSource clock) {
        this(user, password, version, clock, ManagementOptions.DEFAULT);
    }

    /**
     * @param user the administrator
     * @param version the TMOS version that answers carry
     */
    public Device(String user, String password, String version, InstantSource clock, ManagementOptions options) {
        this.user = user;
        this.version = version;
        this.source = clock;
        this.options = options;
        accounts.put(user, new Account(password, true));
    }

    /** Whether that is the password of a user. */
    public boolean admits(String name, String secret) {
        Account account = accounts.get(name);
        return account != null && MessageDigest.isEqual(bytes(secret), bytes(account.password));
    }

    /** Adds a user who may read and not write. */
    public void addGuest(String name, String secret) {
        accounts.put(name, new Account(secret, false));
    }

    /** Adds another administrator. */
    public void addAdministrator(String name, String secret) {
        accounts.put(name, new Account(secret, true));
    }

    /** Whether a user may write. */
    public boolean administrates(String name) {
        Account account = accounts.get(name);
        return account != null && account.administrator;
    }

    public String user() {
        return user;
    }

    public String password() {
        Account account = accounts.get(user);
        return account == null ? "" : account.password;
    }

    public String version() {
        return version;
    }

    /** The switches of the management interface. */
    public ManagementOptions options() {
        return options;
    }

    /** How pools that a client creates treat traffic. */
    public DataPlaneOptions dataPlane() {
        return dataPlane;
    }

    /** Changes how pools that a client creates from now on treat traffic. */
    public void dataPlane(DataPlaneOptions other) {
        dataPlane = other;
    }

    /** The device's own clock. */
    public InstantSource clock() {
        return () -> source.instant().plus(advance.get());
    }

    /** Puts the device's clock forward. */
    public void advanceClock(Duration by) {
        advance.updateAndGet(already -> already.plus(by));
    }

    public ManagementLatency latency() {
        return latency;
    }

    public void latency(ManagementLatency delays) {
        latency = delays;
    }

    /** Whether it is the active unit. */
    public boolean active() {
        return active;
    }

    /** Says so of this unit alone, whatever its peer is. */
    public void active(boolean now) {
        active = now;
    }

    void join(DeviceGroup joined) {
        group = joined;
    }

    /** The group that it is in, if it is in one. */
    public Optional<DeviceGroup> group() {
        return Optional.ofNullable(group);
    }

    /** Active becomes standby or the reverse; in a group the peer changes too. */
    public void failover() {
        group().ifPresentOrElse(DeviceGroup::failover, () -> active = !active);
    }

    /** Whether the configuration has changed since it was saved. */
    public boolean unsaved() {
        return unsaved;
    }

    /** Notes that a client has changed the configuration. */
    public void changed() {
        unsaved = true;
        group().ifPresent(joined -> joined.changed(this));
    }

    /** Saves the running configuration. */
    public void save() {
        unsaved = false;
    }

    /** The next number of a change. */
    public long nextGeneration() {
        return generation.incrementAndGet();
    }

    /**
     * Adds a pool, and the folders that its name and its members' need.
     *
     * @throws IllegalArgumentException when there is one of that name
     */
    public void add(Pool pool) {
        if (objects.pools.putIfAbsent(pool.name().path(), pool) != null) {
            throw new IllegalArgumentException("there is a pool " + pool.name() + " already");
        }
        folder(pool.name().path().substring(0, pool.name().path().lastIndexOf('/')));
        pool.members().forEach(member -> folder("/" + member.partition()));
    }

    public boolean remove(PoolName name) {
        forget("pool " + name.path());
        objects.settings.keySet().removeIf(key -> key.startsWith("member " + name.path() + " "));
        return objects.pools.remove(name.path()) != null;
    }

    public Optional<Pool> pool(String path) {
        return Optional.ofNullable(objects.pools.get(path));
    }

    public List<Pool> pools() {
        return List.copyOf(objects.pools.values());
    }

    /** Whether a pool names a monitor. */
    public boolean monitored(PoolName pool) {
        return !monitor(pool).isEmpty();
    }

    /** The monitor of a pool, such as {@code /Common/http}; empty when it has none. */
    public String monitor(PoolName pool) {
        return String.valueOf(settings("pool " + pool.path()).getOrDefault("monitor", ""));
    }

    /** Changes which monitor a pool names. */
    public void monitor(PoolName pool, String monitor) {
        objects.settings.merge("pool " + pool.path(), Map.of("monitor", monitor), Configuration::merged);
    }

    public Optional<DataGroup> dataGroup(String path) {
        return Optional.ofNullable(objects.dataGroups.get(path));
    }

    public List<DataGroup> dataGroups() {
        return List.copyOf(objects.dataGroups.values());
    }

    /** Creates or replaces a data group. */
    public void put(DataGroup dataGroup) {
        objects.dataGroups.put(dataGroup.fullPath(), dataGroup);
        folderOf(dataGroup.fullPath());
    }

    public boolean removeDataGroup(String path) {
        return objects.dataGroups.remove(path) != null;
    }

    public Optional<VirtualServer> virtualServer(String path) {
        return Optional.ofNullable(objects.virtualServers.get(path));
    }

    public List<VirtualServer> virtualServers() {
        return List.copyOf(objects.virtualServers.values());
    }

    /** Creates or replaces a virtual server. */
    public void put(VirtualServer server) {
        objects.virtualServers.put(server.fullPath(), server);
        folderOf(server.fullPath());
    }

    public boolean removeVirtualServer(String path) {
        return objects.virtualServers.remove(path) != null;
    }

    public Optional<JsonProfile> jsonProfile(String path) {
        return Optional.ofNullable(objects.jsonProfiles.get(path));
    }

    /** Creates or replaces a JSON profile. */
    public void put(JsonProfile profile) {
        objects.jsonProfiles.put(profile.fullPath(), profile);
        putProfile(profile.fullPath(), "json");
    }

    /** The types of all profiles by their full paths. */
    public Map<String, String> profiles() {
        return Map.copyOf(objects.profiles);
    }

    /** Creates a profile of a type that has no properties of interest. */
    public void putProfile(String path, String type) {
        objects.profiles.put(path, type);
        folderOf(path);
    }

    public boolean removeProfile(String path) {
        objects.jsonProfiles.remove(path);
        return objects.profiles.remove(path) != null;
    }

    public Optional<Rule> rule(String path) {
        return Optional.ofNullable(objects.rules.get(path));
    }

    public List<Rule> rules() {
        return List.copyOf(objects.rules.values());
    }

    /** Creates or replaces an iRule. */
    public void put(Rule rule) {
        objects.rules.put(rule.fullPath(), rule);
        folderOf(rule.fullPath());
    }

    public boolean removeRule(String path) {
        return objects.rules.remove(path) != null;
    }

    /** Partitions and folders. */
    public List<String> folders() {
        return List.copyOf(objects.folders);
    }

    /** Creates a folder and those that it is in, unless they are there. */
    public void folder(String path) {
        for (int slash = path.indexOf('/', 1); slash > 0; slash = path.indexOf('/', slash + 1)) {
            objects.folders.add(path.substring(0, slash));
        }
        objects.folders.add(path);
    }

    /** Removes a folder; what is in it stays. */
    public boolean removeFolder(String path) {
        return objects.folders.remove(path);
    }

    /**
     * Properties that the emulator keeps for its clients and does not act upon.
     *
     * @param object kind and path, such as {@code pool /Common/p}
     */
    public Map<String, Object> settings(String object) {
        return objects.settings.getOrDefault(object, Map.of());
    }

    /** Replaces them. */
    public void settings(String object, Map<String, Object> values) {
        objects.settings.put(object, Map.copyOf(values));
    }

    /** Removes them. */
    public void forget(String object) {
        objects.settings.remove(object);
    }

    /** The last declaration of a tenant that AS3 took, as JSON. */
    public Optional<String> declaration(String tenant) {
        return Optional.ofNullable(objects.declarations.get(tenant));
    }

    /** Tenants that AS3 has a declaration of. */
    public List<String> tenants() {
        return List.copyOf(objects.declarations.keySet());
    }

    /** Remembers a declaration; an empty one forgets the tenant. */
    public void declaration(String tenant, String json) {
        if (json.isEmpty()) {
            objects.declarations.remove(tenant);
        } else {
            objects.declarations.put(tenant, json);
        }
    }

    /** Notes a ratio write; of more than {@value #JOURNAL} the oldest are forgotten. */
    public void journal(RatioWrite write) {
        synchronized (ratioWrites) {
            ratioWrites.addLast(write);
            if (ratioWrites.size() > JOURNAL) {
                ratioWrites.removeFirst();
            }
        }
    }

    /** The last {@value #JOURNAL} ratio writes, oldest first. */
    public List<RatioWrite> ratioWrites() {
        synchronized (ratioWrites) {
            return List.copyOf(ratioWrites);
        }
    }

    /** A device with a copy of the configuration, on which a transaction can be tried out. */
    public Device rehearsal() {
        Instant now = clock().instant();
        Device copy = new Device(user, password(), version, () -> now, options);
        copy.dataPlane(dataPlane);
        copy.generation.set(generation.get());
        Synchronisation.copy(this, copy);
        return copy;
    }

    void replaceObjects(Device from) {
        objects.replace(from.objects);
    }

    @Override
    public String toString() {
        return "BIG-IP of " + user + ", pools " + objects.pools.keySet();
    }

    private void folderOf(String path) {
        folder(path.substring(0, Math.max(1, path.lastIndexOf('/'))));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
