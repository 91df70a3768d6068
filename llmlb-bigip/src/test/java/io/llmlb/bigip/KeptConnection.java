package io.llmlb.bigip;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/** A client that sends all its requests over one connection, as an HTTP library does. */
final class KeptConnection implements AutoCloseable {
    private static final byte[] REQUEST =
            "GET /v1/models HTTP/1.1\r\nhost: test\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final int MILLIS = 30_000;

    private final Socket socket;
    private final InputStream answers;

    KeptConnection(URI virtualServer) {
        try {
            socket = new Socket(virtualServer.getHost(), virtualServer.getPort());
            socket.setSoTimeout(MILLIS);
            answers = new BufferedInputStream(socket.getInputStream());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** So many requests, one after the other; each answer is {@code ok}. */
    void send(int requests) {
        try {
            for (int i = 0; i < requests; i++) {
                socket.getOutputStream().write(REQUEST);
                StringBuilder answer = new StringBuilder();
                while (!answer.toString().endsWith("\r\n\r\nok")) {
                    int next = answers.read();
                    if (next < 0) {
                        throw new AssertionError("the connection ended after: " + answer);
                    }
                    answer.append((char) next);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
