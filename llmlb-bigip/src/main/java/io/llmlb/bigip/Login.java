package io.llmlb.bigip;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/** User and password as they stand at one login. */
final class Login {
    private static final JsonFactory JSON = new JsonFactory();

    private final String user;
    private final String password;

    Login(String user, char[] password) {
        this.user = user;
        this.password = new String(password);
    }

    byte[] body() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator json = JSON.createGenerator(bytes)) {
            json.writeStartObject();
            json.writeStringField("username", user);
            json.writeStringField("password", password);
            json.writeStringField("loginProviderName", "tmos");
            json.writeEndObject();
        } catch (IOException inMemory) {
            throw new UncheckedIOException(inMemory);
        }
        return bytes.toByteArray();
    }

    /** The password, as it is and as it looks inside JSON, should the device send it back. */
    List<String> secrets() {
        String escaped = new String(JsonStringEncoder.getInstance().quoteAsString(password));
        return Stream.of(escaped, password).distinct().toList();
    }

    /** Tells whether two logins are the same without keeping the password. */
    String fingerprint() {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(body()));
        } catch (NoSuchAlgorithmException inEveryJdk) {
            throw new IllegalStateException(inEveryJdk);
        }
    }

    @Override
    public String toString() {
        return "login of " + user;
    }
}
