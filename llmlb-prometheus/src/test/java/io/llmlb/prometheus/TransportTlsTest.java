package io.llmlb.prometheus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.llmlb.core.FailureKind;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TransportTlsTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    @TempDir
    private Path directory;

    private TestCertificate certificate;
    private HttpsServer server;
    private URI uri;

    @BeforeEach
    void startServer() throws Exception {
        certificate = new TestCertificate("CN=thanos-querier.test,O=Example");
        server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(certificate.serverContext()));
        server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        server.start();
        uri = URI.create("https://127.0.0.1:" + server.getAddress().getPort() + "/api/v1/query?query=up");
    }

    @AfterEach
    void stopServer() {
        server.stop(0);
    }

    @Test
    void anUnknownCertificateIsRefusedWithAllThatIsNeededToRecogniseIt() {
        PrometheusException refused = failure(Transport.builder().build(), uri);
        assertThat(refused.kind()).isEqualTo(FailureKind.INVALID);
        assertThat(refused)
                .hasMessageContaining("O=Example")
                .hasMessageContaining("CN=thanos-querier.test")
                .hasMessageContaining("SHA-256 " + RefusedCertificate.fingerprint(certificate.certificate))
                .hasMessageContaining("PROMETHEUS_CA_FILE");
        assertThat(RefusedCertificate.fingerprint(certificate.certificate)).matches("([0-9A-F]{2}:){31}[0-9A-F]{2}");
    }

    @Test
    void theCertificateOfACaFileIsTrusted() throws Exception {
        Path file = certificate.writeTo(directory.resolve("ca.crt"));
        Transport transport = Transport.builder().caFile(file).build();
        assertThat(transport.get(uri, TIMEOUT).status()).isEqualTo(200);
    }

    @Test
    void theServiceCaOfThePodIsTrustedWhereThereIsOne() throws Exception {
        Path file = certificate.writeTo(directory.resolve("service-ca.crt"));
        Transport transport = Transport.builder().serviceCa(file).build();
        assertThat(transport.get(uri, TIMEOUT).status()).isEqualTo(200);
        assertThat(Trust.SERVICE_CA.toString())
                .isEqualTo("/var/run/secrets/kubernetes.io/serviceaccount/service-ca.crt");
    }

    @Test
    void aTrustedCertificateForAnotherHostIsRefused() throws Exception {
        Path file = certificate.writeTo(directory.resolve("ca.crt"));
        Transport transport = Transport.builder().caFile(file).build();
        URI otherName = URI.create("https://localhost:" + uri.getPort() + "/");
        PrometheusException refused = failure(transport, otherName);
        assertThat(refused.kind()).isEqualTo(FailureKind.INVALID);
        assertThat(refused).hasMessageContaining("not trusted").hasMessageContaining("CN=thanos-querier.test");
    }

    @Test
    void aCaFileMustBeReadableAndHoldACertificate() throws Exception {
        Path missing = directory.resolve("missing.crt");
        Transport.Builder none = Transport.builder().caFile(missing);
        PrometheusException absent = catchThrowableOfType(PrometheusException.class, none::build);
        assertThat(absent.kind()).isEqualTo(FailureKind.INVALID);
        assertThat(absent).hasMessageContaining(missing.toString()).hasMessageContaining("PROMETHEUS_CA_FILE");

        for (String content : new String[] {"", "no certificate"}) {
            Path wrong = Files.writeString(directory.resolve("wrong.crt"), content);
            Transport.Builder builder = Transport.builder().caFile(wrong);
            PrometheusException malformed = catchThrowableOfType(PrometheusException.class, builder::build);
            assertThat(malformed.kind()).isEqualTo(FailureKind.INVALID);
            assertThat(malformed).hasMessageContaining("holds no certificate");
        }
    }

    @Test
    void tlsToAPortThatSpeaksNoneIsInvalid() throws Exception {
        try (ServerSocket plain = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread answering = new Thread(() -> answerInPlainText(plain));
            answering.start();
            URI wrong = URI.create("https://127.0.0.1:" + plain.getLocalPort() + "/");
            PrometheusException failed = failure(Transport.builder().build(), wrong);
            // Very seldom the JDK's client loses an answer this early, and waits: the next cycle would ask again.
            for (int tries = 1; tries < 3 && failed.kind() == FailureKind.UNREACHABLE; tries++) {
                failed = failure(Transport.builder().build(), wrong);
            }
            assertThat(failed).hasMessageContaining("TLS failed");
            assertThat(failed.kind()).isEqualTo(FailureKind.INVALID);
        }
    }

    private static void answerInPlainText(ServerSocket server) {
        while (!server.isClosed()) {
            try (Socket socket = server.accept()) {
                DataInputStream in = new DataInputStream(socket.getInputStream());
                in.skipNBytes(3); // type and version of the greeting's record, then its length
                in.skipNBytes(in.readUnsignedShort());
                socket.getOutputStream().write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                socket.getOutputStream().flush();
                in.readNBytes(1 << 20);
            } catch (IOException closed) {
                // The client has what it needs, or the test is over.
            }
        }
    }

    private static PrometheusException failure(Transport transport, URI uri) {
        return catchThrowableOfType(PrometheusException.class, () -> transport.get(uri, TIMEOUT));
    }
}
