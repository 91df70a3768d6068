package io.llmlb.sim.live.icontrol;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.llmlb.sim.model.bigip.Device;
import io.llmlb.sim.model.bigip.Member;
import io.llmlb.sim.model.bigip.MemberStatistics;
import io.llmlb.sim.model.bigip.Pool;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** What has happened with pools and members, in iControl's JSON. Packets are estimated, at 1,460 bytes each. */
final class Statistics {
    private static final List<String> QUEUE = List.of("ageEdm", "ageEma", "ageHead", "ageMax", "depth", "serviced");

    private final Device device;
    private final Views views;

    Statistics(Device device, Views views) {
        this.device = device;
        this.views = views;
    }

    void routes(Router router) {
        router.on("GET", Pools.POOLS + "/{pool}/stats", call -> pool(Pools.find(device, call, "Pool")));
        router.on("GET", Pools.POOLS + "/{pool}/members/stats", call -> members(Pools.find(device, call, "pool")));
        router.on("GET", Pools.POOLS + "/{pool}/members/{member}/stats", call -> {
            Pool pool = Pools.find(device, call, "pool");
            Member member = Members.find(pool, call);
            String link = Members.link(pool, member);
            ObjectNode json = head("tm:ltm:pool:members:membersstats", link + "/stats");
            // The name stands twice in this key.
            nest(json, pool, member, link + "/" + Views.encode(member.fullPath()) + "/stats");
            return Reply.ok(json);
        });
    }

    private Reply members(Pool pool) {
        ObjectNode json = head("tm:ltm:pool:members:memberscollectionstats", Members.link(pool) + "/stats");
        json.putObject("entries");
        for (Member member : pool.members()) {
            nest(json, pool, member, Members.link(pool, member) + "/stats");
        }
        return Reply.ok(json);
    }

    private Reply pool(Pool pool) {
        String link = Pools.link(pool) + "/stats";
        ObjectNode json = head("tm:ltm:pool:poolstats", link);
        ObjectNode nested =
                json.putObject("entries").putObject(Views.HOST + link).putObject("nestedStats");
        nested.put("kind", "tm:ltm:pool:poolstats").put("selfLink", views.link(link));
        Entries entries = new Entries();
        List<Member> members = pool.members();
        entries.number(
                "activeMemberCnt", members.stream().filter(Member::available).count());
        entries.number(
                "availableMemberCnt",
                members.stream()
                        .filter(member -> Availability.of(member) != Availability.OFFLINE)
                        .count());
        entries.queue("connq.");
        entries.queue("connqAll.");
        entries.number(
                "curPriogrp", group(members.stream().filter(Member::available).toList()));
        entries.number("curSessions", 0);
        entries.number("highestPriogrp", group(members));
        entries.number(
                "lowestPriogrp",
                members.stream().mapToInt(Member::priorityGroup).min().orElse(0));
        entries.number("memberCnt", members.size()).number("minActiveMembers", pool.minActiveMembers());
        entries.text("monitorRule", monitor(pool)).text("tmName", pool.name().path());
        entries.traffic(total(pool));
        Availability availability = Availability.of(members);
        entries.status(availability.word(), true, availability.ofPool());
        nested.set("entries", entries.json());
        return Reply.ok(json);
    }

    private void nest(ObjectNode json, Pool pool, Member member, String link) {
        ObjectNode nested =
                json.withObjectProperty("entries").putObject(Views.HOST + link).putObject("nestedStats");
        nested.put("kind", "tm:ltm:pool:members:membersstats").put("selfLink", views.link(link));
        Entries entries = new Entries();
        entries.text("addr", member.address()).number("port", member.port());
        entries.text("nodeName", "/" + member.partition() + "/" + member.address());
        entries.text("poolName", pool.name().path()).text("monitorRule", monitor(pool));
        entries.text("monitorStatus", member.forcedDown() ? "forced-down" : member.state());
        entries.text("sessionStatus", member.enabled() ? "enabled" : "user-disabled");
        entries.number("curSessions", 0);
        entries.queue("connq.");
        entries.traffic(pool.statistics(member.fullPath()));
        Availability availability = Availability.of(member);
        entries.status(availability.word(), member.enabled(), Availability.reason(member));
        nested.set("entries", entries.json());
    }

    private ObjectNode head(String kind, String link) {
        return Json.object().put("kind", kind).put("generation", 1).put("selfLink", views.link(link));
    }

    private String monitor(Pool pool) {
        String monitor = device.monitor(pool.name());
        return monitor.isEmpty() ? "none" : monitor;
    }

    private static int group(List<Member> members) {
        return members.stream().mapToInt(Member::priorityGroup).max().orElse(0);
    }

    private static MemberStatistics total(Pool pool) {
        MemberStatistics sum = MemberStatistics.NONE;
        for (Member member : pool.members()) {
            MemberStatistics one = pool.statistics(member.fullPath());
            sum = new MemberStatistics(
                    sum.currentConnections() + one.currentConnections(),
                    sum.maximumConnections() + one.maximumConnections(),
                    sum.totalConnections() + one.totalConnections(),
                    sum.requests() + one.requests(),
                    sum.inFlight() + one.inFlight(),
                    sum.bytesIn() + one.bytesIn(),
                    sum.bytesOut() + one.bytesOut());
        }
        return sum;
    }

    /** Entries by name. */
    private static final class Entries {
        private final SortedMap<String, ObjectNode> all = new TreeMap<>();

        Entries number(String name, long value) {
            all.put(name, Json.object().put("value", value));
            return this;
        }

        Entries text(String name, String value) {
            all.put(name, Json.object().put("description", value));
            return this;
        }

        /** No connection is ever queued here. */
        void queue(String prefix) {
            QUEUE.forEach(name -> number(prefix + name, 0));
        }

        /** In is towards the member, as on a device (from memory). */
        void traffic(MemberStatistics statistics) {
            number("serverside.bitsIn", statistics.bytesOut() * 8);
            number("serverside.bitsOut", statistics.bytesIn() * 8);
            number("serverside.curConns", statistics.currentConnections());
            number("serverside.maxConns", statistics.maximumConnections());
            number("serverside.pktsIn", (statistics.bytesOut() + 1459) / 1460);
            number("serverside.pktsOut", (statistics.bytesIn() + 1459) / 1460);
            number("serverside.totConns", statistics.totalConnections());
            number("totRequests", statistics.requests());
        }

        void status(String availability, boolean enabled, String reason) {
            text("status.availabilityState", availability);
            text("status.enabledState", enabled ? "enabled" : "disabled");
            text("status.statusReason", reason);
        }

        ObjectNode json() {
            ObjectNode json = Json.object();
            all.forEach(json::set);
            return json;
        }
    }
}
