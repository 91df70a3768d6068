package io.llmlb.bigip;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;

/** Certificates for servers, made by the JDK's own keytool in a temporary directory, once. */
final class Certificates {
    static final String PASSWORD = "changeit";

    /** As it comes from the factory: self-signed, for another name, without alternative names. */
    static final Certificates FACTORY = new Certificates("factory", "CN=localhost.localdomain,O=MyCompany");
    /** Self-signed, and it names the host. */
    static final Certificates NAMED =
            new Certificates("named", "CN=bigip", "-ext", "san=dns:localhost,ip:127.0.0.1", "-ext", "bc=ca:true");
    /** As {@link #NAMED}, and long expired. */
    static final Certificates EXPIRED = new Certificates(
            "expired", "CN=old", "-ext", "san=dns:localhost,ip:127.0.0.1", "-startdate", "-400d", "-validity", "30");
    /** As {@link #NAMED}, and not yet valid. */
    static final Certificates FUTURE =
            new Certificates("future", "CN=new", "-ext", "san=dns:localhost,ip:127.0.0.1", "-startdate", "+10d");
    /** A leaf that names the host, signed by an authority of its own. */
    static final Certificates SIGNED = signed();

    private final Path store;
    private final Certificate leaf;
    private final Path authority;

    private Certificates(String name, String subject, String... more) {
        this.store = directory().resolve(name + ".p12");
        keytool(store, name, subject, more);
        this.leaf = certificate(store, name);
        this.authority = pem(name, leaf);
    }

    private Certificates(Path store, Certificate leaf, Path authority) {
        this.store = store;
        this.leaf = leaf;
        this.authority = authority;
    }

    private static Certificates signed() {
        Path both = directory().resolve("both.p12");
        keytool(both, "ca", "CN=Our Authority", "-ext", "bc=ca:true");
        keytool(both, "leaf", "CN=bigip.example", "-signer", "ca", "-ext", "san=dns:localhost,ip:127.0.0.1");
        try {
            KeyStore from = load(both);
            KeyStore to = KeyStore.getInstance("PKCS12");
            to.load(null, null);
            char[] password = PASSWORD.toCharArray();
            to.setKeyEntry("leaf", from.getKey("leaf", password), password, from.getCertificateChain("leaf"));
            Path store = directory().resolve("signed.p12");
            try (OutputStream out = Files.newOutputStream(store)) {
                to.store(out, password);
            }
            return new Certificates(store, to.getCertificate("leaf"), pem("ca", from.getCertificate("ca")));
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The key store, for a server. */
    Path store() {
        return store;
    }

    /** A PEM file of what signed the leaf (itself, when self-signed). */
    Path authority() {
        return authority;
    }

    /** Upper case with colons. */
    String sha256() {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(leaf.getEncoded());
            return HexFormat.ofDelimiter(":").withUpperCase().formatHex(digest);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Path directory() {
        return Directory.PATH;
    }

    private static void keytool(Path store, String alias, String subject, String... more) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-keystore",
                store.toString(),
                "-storetype",
                "PKCS12",
                "-storepass",
                PASSWORD,
                "-alias",
                alias,
                "-keyalg",
                "EC",
                "-groupname",
                "secp256r1",
                "-dname",
                subject));
        command.addAll(List.of(more));
        try {
            Path output = Files.createTempFile(directory(), "keytool", ".txt");
            int exit = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start()
                    .waitFor();
            if (exit != 0) {
                throw new IllegalStateException(Files.readString(output));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Certificate certificate(Path store, String alias) {
        try {
            return load(store).getCertificate(alias);
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static KeyStore load(Path store) throws IOException, GeneralSecurityException {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, PASSWORD.toCharArray());
        }
        return keys;
    }

    private static Path pem(String name, Certificate certificate) {
        try {
            Path file = directory().resolve(name + ".pem");
            String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(certificate.getEncoded());
            return Files.writeString(file, "-----BEGIN CERTIFICATE-----\n" + text + "\n-----END CERTIFICATE-----\n");
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Removed when the tests end. */
    private static final class Directory {
        static final Path PATH = make();

        private static Path make() {
            try {
                Path made = Files.createTempDirectory("certificates");
                Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                    try (var files = Files.list(made)) {
                        for (Path file : files.toList()) {
                            Files.delete(file);
                        }
                        Files.delete(made);
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                }));
                return made;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
