package io.llmlb.bigip;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A pool member that answers every request without a body {@code ok}, in one packet, and keeps the connection. */
final class OkServer implements AutoCloseable {
    private static final byte[] OK =
            "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok".getBytes(StandardCharsets.US_ASCII);

    private interface Work {
        void run() throws IOException;
    }

    private final ServerSocket listening;
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();

    OkServer() {
        try {
            listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        start(() -> {
            while (true) {
                Socket socket = listening.accept();
                sockets.add(socket);
                start(() -> serve(socket));
            }
        });
    }

    int port() {
        return listening.getLocalPort();
    }

    private static void serve(Socket socket) throws IOException {
        try (socket) {
            BufferedReader requests =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
            for (String line = requests.readLine(); line != null; line = requests.readLine()) {
                if (line.isEmpty()) {
                    socket.getOutputStream().write(OK);
                }
            }
        }
    }

    private static void start(Work work) {
        Thread thread = new Thread(() -> {
            try {
                work.run();
            } catch (IOException closed) {
                // The other side, or the test, has gone.
            }
        });
        thread.setDaemon(true);
        thread.start();
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
}
