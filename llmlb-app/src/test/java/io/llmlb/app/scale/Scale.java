package io.llmlb.app.scale;

import io.llmlb.app.endtoend.ControllerProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * 200 pools of 32 members on 8 emulated devices, under the real program in a process of its own, against what is wanted of
 * that. The devices and a played Prometheus are in this process. The first minute is the start and counts for the budgets
 * only; after it come the seconds that are measured.
 */
final class Scale {
    static final int DEVICES = 8;
    static final int POOLS_EACH = 25;
    static final int MEMBERS_EACH = 32;
    static final int LARGEST_RATIO = 40;
    static final Duration LATENCY = Duration.ofMillis(20);

    private static final Duration START = Duration.ofSeconds(65);
    private static final Pattern TIMES =
            Pattern.compile("(\\d+) cycles of (\\d+) pools in (\\d+) s, decided after (\\d+) ms \\(half\\),"
                    + " (\\d+) ms \\(99 %\\), (\\d+) ms \\(all\\); at most ([0-9.]+) s");
    private static final Pattern COLLECTED = Pattern.compile("Pause (\\w+) .*?(\\d+)M->(\\d+)M\\(\\d+M\\) ([0-9.]+)ms");

    private final List<String> rows = new ArrayList<>();
    private boolean missed;

    private Scale() {}

    /**
     * The first argument is for how many seconds to measure, 60 to 840.
     */
    public static void main(String[] arguments) throws Exception {
        int seconds = arguments.length == 0 ? 180 : Integer.parseInt(arguments[0]);
        if (seconds < 60 || seconds > 840) {
            System.err.println("scale: 60 to 840 seconds can be measured, but not " + seconds);
            System.exit(2);
        }
        System.exit(new Scale().run(Duration.ofSeconds(seconds)) ? 0 : 1);
    }

    private boolean run(Duration measured) throws Exception {
        Path folder = Files.createTempDirectory("llmlb-scale");
        Path collections = folder.resolve("gc");
        String options = "-Xmx256m -Xlog:gc:file=" + collections + " " + System.getProperty("scale.options", "");
        Map<String, String> environment = Map.of("JAVA_TOOL_OPTIONS", options);
        try (Site site = new Site(DEVICES, POOLS_EACH, MEMBERS_EACH, LATENCY)) {
            Path config = site.configuration(folder, "2s");
            Machine before;
            Machine after;
            String log;
            Instant end;
            try (ControllerProcess controller =
                    new ControllerProcess(environment, "run", "--config", config.toString())) {
                wait(site, controller, START, "starting");
                before = Machine.now(controller.handle());
                wait(site, controller, measured, "measuring");
                after = Machine.now(controller.handle());
                end = Instant.now();
                controller.terminate();
                log = controller.output();
            }
            if (Boolean.getBoolean("scale.log")) {
                System.err.println(log);
            }
            cycles(log, measured);
            devices(site, end, log);
            process(before, after, Files.readString(collections));
            print(log);
            return !missed;
        } finally {
            for (String file : List.of("gc", "password", "llmlb.yaml")) {
                Files.deleteIfExists(folder.resolve(file));
            }
            Files.deleteIfExists(folder);
        }
    }

    private static void wait(Site site, ControllerProcess controller, Duration time, String what) throws Exception {
        for (long left = time.toSeconds(); left > 0; left -= 5) {
            TimeUnit.SECONDS.sleep(Math.min(5, left));
            long writes = site.devices().stream()
                    .mapToLong(device -> device.ratioWrites().size())
                    .sum();
            System.err.printf(
                    Locale.ROOT,
                    "%s: %d s left, %d ratios written, %.1f s of processor%n",
                    what,
                    Math.max(0, left - 5),
                    writes,
                    controller
                                    .handle()
                                    .info()
                                    .totalCpuDuration()
                                    .orElse(Duration.ZERO)
                                    .toMillis()
                            / 1e3);
            if (!controller.isAlive()) {
                throw new IllegalStateException("the controller has ended:\n" + controller.output());
            }
        }
    }

    private void cycles(String log, Duration measured) {
        Matcher found = TIMES.matcher(log);
        long cycles = 0;
        long pools = 0;
        long seconds = 0;
        long half = 0;
        long most99 = 0;
        long most = 0;
        double gap = 0;
        String start = "";
        for (int minute = 0; found.find(); minute++) {
            if (minute == 0) {
                start = found.group(4) + ", " + found.group(5) + ", " + found.group(6) + " ms";
                continue;
            }
            cycles += Long.parseLong(found.group(1));
            pools = Long.parseLong(found.group(2));
            seconds += Long.parseLong(found.group(3));
            half = Math.max(half, Long.parseLong(found.group(4)));
            most99 = Math.max(most99, Long.parseLong(found.group(5)));
            most = Math.max(most, Long.parseLong(found.group(6)));
            gap = Math.max(gap, Double.parseDouble(found.group(7)));
        }
        double rate = seconds == 0 ? 0 : (double) cycles / seconds;
        row("pools under control", pools + "", "200", pools == DEVICES * POOLS_EACH);
        row("cycles a second", number(rate), "100 (every 2 s)", rate > 98);
        row("observe and decide: half of the cycles", half + " ms", "", true);
        row("observe and decide: 99 % of the cycles", most99 + " ms", "", true);
        row("observe and decide: all cycles", most + " ms", "<= 250 ms", seconds > 0 && most <= 250);
        row("the same three in the first minute", start, "", true);
        row("longest time from one cycle of a pool to the next", number(gap) + " s", "", true);
    }

    private void devices(Site site, Instant end, String log) {
        List<DeviceFigures> devices =
                site.devices().stream().map(DeviceFigures::new).toList();
        double rate = devices.stream()
                .mapToDouble(DeviceFigures::requestsPerSecond)
                .max()
                .orElse(0);
        int second =
                devices.stream().mapToInt(DeviceFigures::busiestSecond).max().orElse(0);
        int minute =
                devices.stream().mapToInt(DeviceFigures::busiestMinute).max().orElse(0);
        double over = devices.stream()
                .mapToDouble(one -> one.requestsBeyond(10, 10))
                .max()
                .orElse(0);
        double overWrites = devices.stream()
                .mapToDouble(one -> one.writesBeyond(20, 1))
                .max()
                .orElse(0);
        Duration unread = Duration.ZERO;
        for (int d = 0; d < devices.size(); d++) {
            for (int p = 0; p < site.poolsEach(); p++) {
                Duration longest = devices.get(d).longestUnread(Site.name(d, p), end);
                unread = longest.compareTo(unread) > 0 ? longest : unread;
            }
        }
        System.err.println("one device: " + devices.get(0).kinds());
        row("requests a second at the busiest device", number(rate), "<= 10", rate <= 10);
        row("most requests in one second", second + "", "10 and 10 at once", second <= 21);
        row("requests beyond the budget", number(over), "0", over <= 0);
        row("ratios in the busiest minute of a device", minute + "", "60 and 20 at once", minute <= 81);
        row("ratios beyond the budget", number(overWrites), "0", overWrites <= 0);
        row(
                "longest time between two reads of a pool",
                number(unread.toMillis() / 1e3) + " s",
                "<= 30 s",
                unread.toSeconds() < 30);
        WriteOrder order = new WriteOrder(
                devices.stream().flatMap(one -> one.writes().stream()).toList());
        order.read(log);
        String wrote = order.changes() + " written, " + order.outOfOrder() + " out of order, " + order.waited()
                + " cycles left smaller ones waiting";
        row(
                "largest error first",
                wrote,
                "0 out of order",
                order.changes() > 0 && order.outOfOrder() == 0 && order.unexplained() == 0);
        int largest = devices.stream()
                .flatMap(one -> one.writes().stream())
                .mapToInt(write -> write.ratio())
                .max()
                .orElse(0);
        int smallest = devices.stream()
                .flatMap(one -> one.writes().stream())
                .mapToInt(write -> write.ratio())
                .min()
                .orElse(0);
        row(
                "ratios written",
                smallest + " to " + largest,
                "1 to " + LARGEST_RATIO,
                smallest >= 1 && largest <= LARGEST_RATIO);
    }

    private void process(Machine before, Machine after, String collections) {
        Matcher found = COLLECTED.matcher(collections);
        long largest = 0;
        long kept = 0;
        double longest = 0;
        double all = 0;
        while (found.find()) {
            largest = Math.max(largest, Long.parseLong(found.group(2)));
            kept = found.group(1).equals("Full") ? Math.max(kept, Long.parseLong(found.group(3))) : kept;
            longest = Math.max(longest, Double.parseDouble(found.group(4)));
            all += Double.parseDouble(found.group(4));
        }
        String heap = largest + " MB, " + kept + " MB after a full collection";
        row("largest heap (-Xmx256m)", heap, "<= 256 MB", largest > 0 && largest <= 256);
        row(
                "pauses of collections, all and the longest",
                number(all / 1e3) + " s, " + number(longest) + " ms",
                "",
                true);
        double cpu = 100 * before.until(after);
        row("processor", number(cpu) + " % of one core", "<= 25 %", cpu <= 25);
        row(
                "the whole machine meanwhile",
                number(100 * before.machineUntil(after)) + " % of " + Machine.cores() + " cores",
                "",
                true);
    }

    private void row(String what, String measured, String wanted, boolean met) {
        missed |= !met;
        rows.add("| " + what + " | " + measured + (met ? "" : ", **missed**") + " | " + wanted + " |");
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }

    private void print(String log) {
        System.out.println("| what | measured | wanted |\n| --- | --- | --- |");
        rows.forEach(System.out::println);
        List<String> warnings =
                log.lines().filter(line -> line.contains(" WARN ")).toList();
        System.err.println(warnings.size() + " warnings in the log");
        warnings.stream().limit(20).forEach(System.err::println);
    }
}
