package io.llmlb.prometheus.vllm;

import io.llmlb.core.MemberId;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Answers every request with the same bytes, whatever they are, on a free port of 127.0.0.1. */
final class RawServer implements AutoCloseable {
    /** What follows the bytes. */
    enum Then {
        /** The end of the connection. */
        CLOSE,
        /** Nothing, until the client goes. */
        HANG,
        /** Comments without end. */
        POUR,
        /** The next request on the same connection. */
        NEXT
    }

    private final ServerSocket listener;
    private final byte[] answer;
    private final Then then;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final AtomicInteger accepted = new AtomicInteger();
    private final Semaphore ended = new Semaphore(0);

    RawServer(String answer, Then then) throws IOException {
        this.listener = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
        this.answer = answer.getBytes(StandardCharsets.ISO_8859_1);
        this.then = then;
        threads.execute(this::accept);
    }

    MemberId member() {
        return MemberId.of("127.0.0.1", listener.getLocalPort());
    }

    /** How many connections there were. */
    int accepted() {
        return accepted.get();
    }

    /** Waits until the client has closed one more connection, for ten seconds at most. */
    boolean requestsEnded(int count) throws InterruptedException {
        return ended.tryAcquire(10, TimeUnit.SECONDS) && accepted.get() == count;
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = listener.accept();
                open.add(socket);
                accepted.incrementAndGet();
                threads.execute(() -> serve(socket));
            }
        } catch (IOException closed) {
            // the end
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            InputStream in = socket.getInputStream();
            OutputStream out = socket.getOutputStream();
            while (request(in)) {
                out.write(answer);
                out.flush();
                if (then == Then.CLOSE) {
                    return;
                }
                byte[] comment = ("#" + "x".repeat(1000) + "\n").getBytes(StandardCharsets.ISO_8859_1);
                while (then == Then.POUR) {
                    out.write(comment);
                }
            }
        } catch (IOException gone) {
            // as it may
        } finally {
            open.remove(socket);
            ended.release();
        }
    }

    /** Reads up to the empty line behind the header; false when the client has gone. */
    private static boolean request(InputStream in) throws IOException {
        int matched = 0;
        while (matched < 4) {
            int b = in.read();
            if (b < 0) {
                return false;
            }
            matched = b == "\r\n\r\n".charAt(matched) ? matched + 1 : b == '\r' ? 1 : 0;
        }
        return true;
    }

    @Override
    public void close() {
        try {
            listener.close();
            for (Socket socket : open) {
                socket.close();
            }
        } catch (IOException closed) {
            // it is closed
        }
        threads.shutdownNow();
    }
}
