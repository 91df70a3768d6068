package io.llmlb.app.scale;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;

/**
 * How much processor time a process and the whole machine have used so far.
 *
 * @param wallNanos when, by a clock of its own
 * @param process by the process
 * @param busyTicks by everybody, in the kernel's ticks
 * @param ticks in all, idle ones too
 */
record Machine(long wallNanos, Duration process, long busyTicks, long ticks) {
    static Machine now(ProcessHandle process) throws IOException {
        String[] words = Files.readAllLines(Path.of("/proc/stat")).get(0).trim().split("\\s+");
        long[] times =
                Arrays.stream(words).skip(1).limit(8).mapToLong(Long::parseLong).toArray();
        long all = Arrays.stream(times).sum();
        long idle = times[3] + times[4];
        return new Machine(System.nanoTime(), process.info().totalCpuDuration().orElse(Duration.ZERO), all - idle, all);
    }

    static int cores() {
        return Runtime.getRuntime().availableProcessors();
    }

    /** The process' part of one core. */
    double until(Machine later) {
        return (double) later.process.minus(process).toNanos() / (later.wallNanos - wallNanos);
    }

    /** Everybody's part of all cores. */
    double machineUntil(Machine later) {
        return (double) (later.busyTicks - busyTicks) / Math.max(1, later.ticks - ticks);
    }
}
