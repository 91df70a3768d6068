package io.llmlb.app.endtoend;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** {@code llmlb} in a process of its own, and what it prints. */
public final class ControllerProcess implements AutoCloseable {
    private final Process process;
    private final Thread reader;
    private final List<String> lines = new ArrayList<>();

    public ControllerProcess(Map<String, String> environment, String... arguments) throws IOException {
        this(
                List.of("-XX:+UseSerialGC", "-cp", System.getProperty("java.class.path"), "io.llmlb.app.Main"),
                environment,
                arguments);
    }

    /** With these options of Java, of which the last names what is run. */
    public ControllerProcess(List<String> options, Map<String, String> environment, String... arguments)
            throws IOException {
        this(command(options, arguments), environment);
    }

    /** This command. */
    public ControllerProcess(List<String> command, Map<String, String> environment) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().putAll(environment);
        process = builder.start();
        reader = new Thread(this::read, "controller-output");
        reader.setDaemon(true);
        reader.start();
    }

    private static List<String> command(List<String> options, String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        command.addAll(List.of(arguments));
        return command;
    }

    private void read() {
        try (BufferedReader out =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                synchronized (lines) {
                    lines.add(line);
                    lines.notifyAll();
                }
            }
        } catch (IOException killed) {
            // nothing more comes
        }
    }

    public long pid() {
        return process.pid();
    }

    /** Memory that is resident now; empty where the system does not tell, or the process has ended. */
    public OptionalLong residentMb() {
        try (Stream<String> status = Files.lines(Path.of("/proc", Long.toString(process.pid()), "status"))) {
            return status.filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
                    .findFirst();
        } catch (IOException | UncheckedIOException unknown) {
            return OptionalLong.empty();
        }
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** What the operating system knows of it. */
    public ProcessHandle handle() {
        return process.toHandle();
    }

    public String output() {
        synchronized (lines) {
            return String.join("\n", lines);
        }
    }

    /** Waits for a line printed from now on. */
    public boolean awaitLine(Predicate<String> wanted, Duration atMost) throws InterruptedException {
        long deadline = System.nanoTime() + atMost.toNanos();
        synchronized (lines) {
            int seen = lines.size();
            while (true) {
                for (; seen < lines.size(); seen++) {
                    if (wanted.test(lines.get(seen))) {
                        return true;
                    }
                }
                long left = deadline - System.nanoTime();
                if (left <= 0) {
                    return false;
                }
                TimeUnit.NANOSECONDS.timedWait(lines, left);
            }
        }
    }

    /** Ends it as Kubernetes does, and returns its exit code. */
    public int terminate() throws InterruptedException {
        process.toHandle().destroy(); // Process.destroy would close its output too, and lose the last lines
        if (!process.waitFor(20, TimeUnit.SECONDS)) {
            throw new AssertionError("still there 20 s after SIGTERM:\n" + output());
        }
        reader.join(5000); // the last lines may still be on their way
        return process.exitValue();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
