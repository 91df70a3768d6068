package io.llmlb.app.faults;

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/** Answers every GET with a page, or in the way in which it is broken just now, on one port of 127.0.0.1. */
final class RawServer implements AutoCloseable {
    /** How it answers. */
    enum Shape {
        FINE,
        /** No connection is taken. */
        REFUSED,
        /** There is never an answer. */
        HANG,
        RESET,
        /** A body that comes byte by byte and never ends. */
        TRICKLE,
        /** Half of the page, and the connection closes. */
        TRUNCATED,
        /** 200 and 80 MB. */
        HUGE,
        ERROR_500,
        /** 200 and a page to sign in. */
        HTML
    }

    private static final String HTML = "<html><head><title>Log in</title></head><body>Log in</body></html>\n";
    private static final byte[] FILLER =
            ("#" + "x".repeat(1022) + "\n").repeat(1024).getBytes(StandardCharsets.UTF_8);
    private static final int HUGE = 80;

    private final InstantSource clock;
    private final Supplier<String> page;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final AtomicLong served = new AtomicLong();
    private final int port;
    private volatile ServerSocket listener;
    private volatile Shape shape = Shape.FINE;

    RawServer(InstantSource clock, Supplier<String> page) {
        this.clock = clock;
        this.page = page;
        this.listener = listen(0);
        this.port = listener.getLocalPort();
        accept();
    }

    int port() {
        return port;
    }

    void shape(Shape now) {
        if (now == Shape.REFUSED) {
            stop();
        } else if (listener.isClosed()) {
            listener = listen(port);
            accept();
        }
        shape = now;
    }

    private static ServerSocket listen(int port) {
        try {
            ServerSocket socket = new ServerSocket();
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), port), 100);
            return socket;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void accept() {
        ServerSocket from = listener;
        threads.execute(() -> {
            try {
                while (true) {
                    Socket socket = from.accept();
                    socket.setTcpNoDelay(true);
                    open.add(socket);
                    threads.execute(() -> serve(socket));
                }
            } catch (IOException closed) {
                // no more
            }
        });
    }

    private void serve(Socket socket) {
        try (socket) {
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
            OutputStream out = socket.getOutputStream();
            while (request(in) && answer(socket, out, shape)) {
                out.flush();
            }
        } catch (IOException gone) {
            // as it may
        } catch (InterruptedException ending) {
            Thread.currentThread().interrupt();
        } finally {
            open.remove(socket);
        }
    }

    /** How many requests it took that did not ask for metrics. */
    long served() {
        return served.get();
    }

    private boolean request(BufferedReader in) throws IOException {
        String line = in.readLine();
        boolean any = line != null;
        if (any && line.contains("/v1/")) {
            served.incrementAndGet();
        }
        while (line != null && !line.isEmpty()) {
            line = in.readLine();
        }
        return any;
    }

    /** Whether the connection stays. */
    private boolean answer(Socket socket, OutputStream out, Shape how) throws IOException, InterruptedException {
        byte[] body = page.get().getBytes(StandardCharsets.UTF_8);
        switch (how) {
            case FINE -> send(out, 200, body.length, body);
            case ERROR_500 -> send(out, 500, 6, "broken".getBytes(StandardCharsets.UTF_8));
            case HTML -> send(out, 200, HTML.length(), HTML.getBytes(StandardCharsets.UTF_8));
            case TRUNCATED ->
                send(
                        out,
                        200,
                        body.length,
                        new String(body, 0, body.length / 2, StandardCharsets.UTF_8).getBytes(StandardCharsets.UTF_8));
            case HUGE -> {
                send(out, 200, (long) HUGE * FILLER.length, new byte[0]);
                for (int i = 0; i < HUGE; i++) {
                    out.write(FILLER);
                }
            }
            case TRICKLE -> {
                send(out, 200, body.length * 1000L, new byte[0]);
                for (int i = 0; !new CountDownLatch(1).await(20, TimeUnit.MILLISECONDS); i++) {
                    out.write(body, i % body.length, 1);
                    out.flush();
                }
            }
            case RESET -> socket.setSoLinger(true, 0);
            case HANG, REFUSED -> socket.getInputStream().read();
        }
        return how == Shape.FINE || how == Shape.ERROR_500 || how == Shape.HTML || how == Shape.HUGE;
    }

    private void send(OutputStream out, int status, long length, byte[] body) throws IOException {
        String date =
                DateTimeFormatter.RFC_1123_DATE_TIME.format(clock.instant().atZone(ZoneOffset.UTC));
        String head = "HTTP/1.1 " + status + " x\r\nDate: " + date + "\r\nContent-Type: text/plain\r\nContent-Length: "
                + length + "\r\n\r\n";
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(head.getBytes(StandardCharsets.ISO_8859_1));
        all.writeBytes(body);
        all.writeTo(out);
    }

    private void stop() {
        try {
            listener.close();
            for (Socket socket : open) {
                socket.close();
            }
        } catch (IOException closed) {
            // it is closed
        }
    }

    @Override
    public void close() {
        stop();
        threads.shutdownNow();
    }
}
