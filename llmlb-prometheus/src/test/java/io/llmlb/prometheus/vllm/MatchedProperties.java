package io.llmlb.prometheus.vllm;

import static org.assertj.core.api.Assertions.assertThat;

import io.llmlb.core.IpAddress;
import io.llmlb.core.MemberId;
import io.llmlb.core.observe.SampleWindow;
import io.llmlb.core.observe.Signal;
import io.llmlb.prometheus.query.QueryResult.Point;
import io.llmlb.prometheus.query.QueryResult.Series;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class MatchedProperties {
    private static final Instant AT = Instant.parse("2026-11-22T12:00:00Z");

    /** A pool, and how each of its members is scraped. */
    private static final class Scene {
        final Set<MemberId> members = new LinkedHashSet<>();
        final List<Series> series = new ArrayList<>();
        final Map<MemberId, Double> expected = new HashMap<>();
        final List<String> strangers = new ArrayList<>();
        final List<MemberId> shared = new ArrayList<>();
        final List<MemberId> doubled = new ArrayList<>();
        final List<MemberId> silent = new ArrayList<>();
    }

    @Property
    void everyMemberGetsItsOwnSamplesOrNone(@ForAll long seed, @ForAll @IntRange(max = 12) int size) {
        Random random = new Random(seed);
        Scene scene = scene(random, size);
        List<MemberId> order = new ArrayList<>(scene.members);
        Collections.shuffle(order, random);
        Members members = new Members(
                new LinkedHashSet<>(order),
                AddressMapping.NONE,
                member -> member.endpoint().toString());
        Matched matched = new Matched(members);
        scene.series.forEach(matched::add);
        List<String> notes = new ArrayList<>();
        Matched.Result result = matched.result();
        Map<MemberId, SampleWindow> windows = result.windows();
        members.note("metrics", result.reasons(), notes);
        matched.noteStrangers(notes);

        assertThat(windows.keySet()).isEqualTo(scene.expected.keySet());
        scene.expected.forEach((member, value) ->
                assertThat(windows.get(member).latest(Signal.RUNNING)).hasValue(value));
        Map<MemberId, String> reasons = result.reasons();
        Set<MemberId> without = new HashSet<>(scene.members);
        without.removeAll(scene.expected.keySet());
        assertThat(reasons.keySet()).isEqualTo(without);
        scene.shared.forEach(member -> assertThat(reasons.get(member)).startsWith("2 members share the target"));
        scene.doubled.forEach(member -> assertThat(reasons.get(member)).startsWith("2 targets with the same series"));
        scene.silent.forEach(
                member -> assertThat(reasons.get(member)).isEqualTo("no target of this address in the answer"));
        assertThat(notes.stream().filter(note -> note.startsWith("no metrics for")))
                .hasSameSizeAs(new HashSet<>(reasons.values()));
        assertThat(notes.stream().filter(note -> note.startsWith("these targets are no members")))
                .hasSize(scene.strangers.isEmpty() ? 0 : 1);
        assertThat(notes).allMatch(note -> note.length() < 1000);
    }

    private static Scene scene(Random random, int size) {
        Scene scene = new Scene();
        Set<String> used = new LinkedHashSet<>();
        for (int i = 0; i < size; i++) {
            byte[] bytes = address(random, i);
            int port = 8000 + random.nextInt(3);
            MemberId member = new MemberId(IpAddress.parse(spell(bytes, random)), random.nextInt(2), port);
            if (!used.add(member.endpoint().toString())) {
                continue;
            }
            scene.members.add(member);
            double value = i + 1;
            switch (random.nextInt(6)) {
                case 0 -> scene.silent.add(member);
                case 1 -> {
                    MemberId twin = new MemberId(member.address(), 7, port);
                    scene.members.add(twin);
                    scene.series.add(series(spell(bytes, random), port, Map.of(), value));
                    scene.shared.addAll(List.of(member, twin));
                }
                case 2 -> {
                    String[] label = {"job", "pod", "namespace", "cluster", "prometheus_replica"};
                    String name = label[random.nextInt(label.length)];
                    scene.series.add(series(spell(bytes, random), port, Map.of(name, "a"), value));
                    scene.series.add(series(spell(bytes, random), port, Map.of(name, "b"), value));
                    scene.doubled.add(member);
                }
                default -> {
                    scene.series.add(series(spell(bytes, random), port, Map.of(), value));
                    scene.expected.put(member, value);
                }
            }
        }
        for (int i = random.nextInt(9); i > 0; i--) {
            String stranger = random.nextBoolean() ? "node-" + i + ":8000" : "192.0.2." + i + ":8000";
            scene.strangers.add(stranger);
            scene.series.add(series(Map.of("instance", stranger), 99));
        }
        Collections.shuffle(scene.series, random);
        return scene;
    }

    private static byte[] address(Random random, int number) {
        byte[] bytes = new byte[random.nextBoolean() ? 4 : 16];
        bytes[0] = (byte) (bytes.length == 4 ? 10 : 0xfd);
        for (int i = 1; i < bytes.length; i++) {
            bytes[i] = (byte) (random.nextInt(3) == 0 ? random.nextInt(256) : 0);
        }
        bytes[bytes.length - 1] = (byte) (number / 2);
        return bytes;
    }

    /** One of the many spellings of an address. */
    private static String spell(byte[] bytes, Random random) {
        if (bytes.length == 4) {
            return (bytes[0] & 0xff) + "." + (bytes[1] & 0xff) + "." + (bytes[2] & 0xff) + "." + (bytes[3] & 0xff);
        }
        String[] groups = new String[8];
        int zeroFrom = -1;
        for (int i = 0; i < 8; i++) {
            int group = ((bytes[2 * i] & 0xff) << 8) | (bytes[2 * i + 1] & 0xff);
            groups[i] = String.format(random.nextBoolean() ? "%x" : random.nextBoolean() ? "%04x" : "%04X", group);
            zeroFrom = group == 0 && zeroFrom < 0 ? i : zeroFrom;
        }
        if (zeroFrom < 0 || random.nextInt(3) == 0) {
            return String.join(":", groups);
        }
        int end = zeroFrom;
        while (end < 8 && groups[end].matches("0+") && (end == zeroFrom || random.nextInt(4) > 0)) {
            end++;
        }
        String left = String.join(":", List.of(groups).subList(0, zeroFrom));
        return left + "::" + String.join(":", List.of(groups).subList(end, 8));
    }

    private static Series series(String host, int port, Map<String, String> more, double value) {
        Map<String, String> labels = new HashMap<>(more);
        labels.put("instance", (host.contains(":") ? "[" + host + "]" : host) + ":" + port);
        return series(labels, value);
    }

    private static Series series(Map<String, String> target, double value) {
        Map<String, String> labels = new HashMap<>(target);
        labels.put("__name__", "vllm:num_requests_running");
        labels.put("engine", "0");
        labels.put("model_name", "m");
        return new Series(labels, List.of(new Point(AT, value)));
    }
}
