package io.llmlb.app.doctor;

import io.llmlb.app.Clients;
import io.llmlb.app.config.BigIpConfig;
import io.llmlb.app.config.TrustConfig;
import io.llmlb.bigip.BigIp;
import io.llmlb.bigip.DeviceState;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A BIG-IP of the configuration: each of its units, which of them is active, and how they synchronise. Each unit has a
 * client of its own, so that what is wrong with one of a pair is told whatever the other one does.
 */
final class BigIpChecks implements AutoCloseable {
    private static final String PENDING = "Changes Pending";

    /** A unit that has told of itself. */
    private record Unit(BigIp client, DeviceState state) {}

    private final BigIpConfig config;
    private final List<Finding> findings;
    private final List<BigIp> clients = new ArrayList<>();
    private final List<Unit> units = new ArrayList<>();

    BigIpChecks(BigIpConfig config, List<Finding> findings) {
        this.config = config;
        this.findings = findings;
    }

    /**
     * Looks at all units.
     *
     * @param writes whether anything is to be written there
     * @return the client to ask about pools: that of the active unit, or of a single one; empty when there is none
     */
    Optional<BigIp> run(boolean writes) {
        Optional<BigIp> first = look(config.url(), config.trust());
        BigIpConfig.Peer peer = config.peer();
        if (peer == null) {
            units.forEach(unit -> alone(unit.state, writes));
        } else {
            look(peer.url(), peer.trust());
            pair(units.stream().map(Unit::state).toList());
        }
        List<Unit> told = units.stream()
                .filter(unit -> peer == null || unit.state.active())
                .toList();
        if (told.size() == 1) {
            sync(told.get(0).state);
            return Optional.of(told.get(0).client);
        }
        at(clients.get(0).url()).skipped("no active unit tells of it", "sync");
        return peer == null ? first : Optional.empty();
    }

    /** The client of a unit that lets llmlb in. */
    private Optional<BigIp> look(String url, TrustConfig trust) {
        BigIp client = Clients.bigip(new BigIpConfig(
                config.name(), url, config.username(), config.password(), trust, null, config.budget()));
        clients.add(client);
        UnitChecks checks = new UnitChecks(at(client.url()));
        if (!checks.login(client, trust)) {
            return Optional.empty();
        }
        checks.state(client).ifPresent(state -> units.add(new Unit(client, state)));
        return Optional.of(client);
    }

    private Report at(URI unit) {
        return new Report("BIG-IP " + config.name() + " " + unit, findings);
    }

    private void alone(DeviceState state, boolean writes) {
        Report report = at(state.url());
        String says = state.failoverState() + " (" + state.unit() + ")";
        if (state.failoverState().isEmpty()) {
            report.warning(
                    "role", "it does not tell whether it is active", "Check that llmlb's user may read cm device");
        } else if (!state.active()) {
            String what = says + ": traffic does not come here, so ratios have no effect";
            String mend = "Name the active unit, or both: the other one with peer:";
            if (writes) {
                report.failed("role", what, mend);
            } else {
                report.warning("role", what, mend);
            }
        } else if (!state.peers().isEmpty()) {
            report.warning(
                    "role",
                    says + ", and knows " + Words.few(state.peers()) + ": after a failover ratios would go to a unit"
                            + " without traffic",
                    "Name the other unit of the pair with peer:");
        } else {
            report.ok("role", says);
        }
    }

    private void pair(List<DeviceState> states) {
        long active = states.stream().filter(DeviceState::active).count();
        boolean same = states.size() == 2
                && !states.get(0).unit().isEmpty()
                && states.get(0).unit().equals(states.get(1).unit());
        for (DeviceState state : states) {
            Report report = at(state.url());
            String says =
                    (state.failoverState().isEmpty() ? "not told" : state.failoverState()) + " (" + state.unit() + ")";
            if (same) {
                report.failed(
                        "role",
                        says + ", and the other address leads to this unit too",
                        "Give each unit's own address");
            } else if (active > 1) {
                report.failed(
                        "role",
                        says + ", and so is the other unit: while both are, nothing is written",
                        "Check the network between the two units");
            } else if (active == 0) {
                report.failed(
                        "role",
                        says + (states.size() == 2 ? ", and the other unit is not active either" : "")
                                + ": while neither is active, nothing is written",
                        states.size() == 2 ? "Check the failover state of both units" : "Mend the other unit first");
            } else {
                report.ok("role", says + (state.active() ? ": this one is asked and told" : ""));
            }
        }
    }

    /** Ratios are configuration: what writes them every few seconds leaves a group out of step that people synchronise. */
    private void sync(DeviceState state) {
        Report report = at(state.url());
        String now = state.syncStatus().isEmpty() ? "not told" : state.syncStatus();
        List<String> manual = state.autoSync().entrySet().stream()
                .filter(group -> !group.getValue())
                .map(Map.Entry::getKey)
                .sorted()
                .toList();
        if (!manual.isEmpty()) {
            report.warning(
                    "sync",
                    "device group " + Words.few(manual) + " is synchronised by hand; its status now: " + now
                            + ". Ratios are configuration, so expect " + PENDING + " as long as llmlb runs, and after a"
                            + " failover the ratios of the last synchronisation, until llmlb writes again",
                    "Let the device group synchronise automatically, or leave that status out of your alarms");
        } else if (now.equals(PENDING) || now.startsWith("Awaiting")) {
            report.warning("sync", "its status is " + now, "Look at the device group on both units");
        } else {
            String how = state.autoSync().isEmpty()
                    ? ""
                    : ", " + Words.few(state.autoSync().keySet()) + " automatically";
            report.ok("sync", now + how);
        }
    }

    @Override
    public void close() {
        clients.forEach(BigIp::close);
    }
}
