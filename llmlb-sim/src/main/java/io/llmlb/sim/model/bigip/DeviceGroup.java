package io.llmlb.sim.model.bigip;

import java.util.List;
import java.util.Optional;

/**
 * Two units in a sync-failover group: one is active, and a change on either makes the group out of step until it is
 * synchronised. Thread-safe.
 */
public final class DeviceGroup {
    private final String name;
    private final boolean autoSync;
    private final Device first;
    private final Device second;
    private boolean pending;

    private DeviceGroup(String name, boolean autoSync, Device first, Device second) {
        this.name = name;
        this.autoSync = autoSync;
        this.first = first;
        this.second = second;
    }

    /**
     * Pairs two units; the first is active.
     *
     * @param autoSync whether every change is carried over at once
     */
    public static DeviceGroup pair(String name, boolean autoSync, Device first, Device second) {
        DeviceGroup group = new DeviceGroup(name, autoSync, first, second);
        first.active(true);
        second.active(false);
        first.join(group);
        second.join(group);
        return group;
    }

    /** The group's name, which a synchronisation names. */
    public String name() {
        return name;
    }

    /** Whether every change is carried over at once. */
    public boolean autoSync() {
        return autoSync;
    }

    /** The two units. */
    public List<Device> units() {
        return List.of(first, second);
    }

    /** Whether there are changes that are not carried over. */
    public synchronized boolean pending() {
        return pending;
    }

    /** The active unit becomes standby and the other one active. */
    public synchronized void failover() {
        boolean secondNow = first.active();
        first.active(!secondNow);
        second.active(secondNow);
    }

    /** Carries one unit's configuration over to the other. */
    public void sync(Device from) {
        Synchronisation.copy(from, from == first ? second : first);
        synchronized (this) {
            pending = false;
        }
    }

    void changed(Device unit) {
        if (autoSync) {
            sync(unit);
            return;
        }
        synchronized (this) {
            pending = true;
        }
    }

    /** The unit that takes traffic, if any does. */
    public Optional<Device> active() {
        return units().stream().filter(Device::active).findFirst();
    }
}
