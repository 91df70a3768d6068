package io.llmlb.sim.live.dataplane;

import io.llmlb.sim.model.bigip.Member;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A pool member over bare sockets, whose every byte the test decides. */
final class PlayedServer implements AutoCloseable {
    /** What a server does on one connection; returning closes it. */
    interface Script {
        void play(Peer peer) throws IOException;
    }

    final List<String> heads = new CopyOnWriteArrayList<>();
    final List<String> bodies = new CopyOnWriteArrayList<>();
    private final ServerSocket listening;
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();

    PlayedServer(Script script) {
        try {
            listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        start(() -> {
            while (true) {
                Socket socket = listening.accept();
                sockets.add(socket);
                start(() -> {
                    try (socket) {
                        script.play(new Peer(socket));
                    }
                });
            }
        });
    }

    /** Answers every request with this text, and keeps the connection. */
    static PlayedServer answering(String text) {
        return new PlayedServer(peer -> {
            while (peer.request()) {
                peer.answer(text);
            }
        });
    }

    Member member() {
        return Member.of("vllm", "127.0.0.1", listening.getLocalPort());
    }

    int connections() {
        return sockets.size();
    }

    @Override
    public void close() {
        try {
            listening.close();
            for (Socket socket : sockets) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private interface Work {
        void run() throws IOException;
    }

    private static void start(Work work) {
        Thread thread = new Thread(() -> {
            try {
                work.run();
            } catch (IOException over) {
                // Closed by the other side or by the test: the thread has nothing left to do.
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    /** One connection. */
    final class Peer {
        private final Socket socket;
        private final InputStream in;

        Peer(Socket socket) throws IOException {
            this.socket = socket;
            this.in = new BufferedInputStream(socket.getInputStream());
        }

        /** Reads a request with its body; false when there is no other. */
        boolean request() throws IOException {
            String head = until("\r\n\r\n");
            if (head.isEmpty()) {
                return false;
            }
            StringBuilder body = new StringBuilder();
            String lower = head.toLowerCase(java.util.Locale.ROOT);
            if (lower.contains("transfer-encoding: chunked")) {
                for (int size = size(); size > 0; size = size()) {
                    body.append(text(size));
                    until("\r\n");
                }
                until("\r\n");
            } else if (lower.contains("content-length: ")) {
                int at = lower.indexOf("content-length: ") + 16;
                body.append(text(Integer.parseInt(lower.substring(at, lower.indexOf('\r', at)))));
            }
            bodies.add(body.toString());
            heads.add(head);
            return true;
        }

        /** Reads a request's head only. */
        void head() throws IOException {
            heads.add(until("\r\n\r\n"));
        }

        void answer(String text) throws IOException {
            write("HTTP/1.1 200 OK\r\ncontent-length: " + text.length() + "\r\n\r\n" + text);
        }

        void write(String text) throws IOException {
            socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
        }

        void reset() throws IOException {
            socket.setSoLinger(true, 0);
            socket.close();
        }

        private int size() throws IOException {
            return Integer.parseInt(until("\r\n").strip(), 16);
        }

        private String text(int length) throws IOException {
            return new String(in.readNBytes(length), StandardCharsets.ISO_8859_1);
        }

        private String until(String end) throws IOException {
            StringBuilder text = new StringBuilder();
            while (!text.toString().endsWith(end)) {
                int next = in.read();
                if (next < 0) {
                    return "";
                }
                text.append((char) next);
            }
            return text.toString();
        }
    }
}
