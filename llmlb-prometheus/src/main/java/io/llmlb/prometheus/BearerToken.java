package io.llmlb.prometheus;

import io.llmlb.core.FailureKind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A bearer token in a file. Kubernetes replaces a pod's token about every hour, so the file is read for every request:
 * that is one small read, and no rule about changed times can be wrong.
 */
final class BearerToken {
    private static final Pattern FORM = Pattern.compile("[\\x21-\\x7e]+");

    private final Path file;
    private volatile String last = "";

    BearerToken(Path file) {
        this.file = file;
    }

    /** The token as the file holds it now. */
    String read() {
        String token;
        try {
            token = Files.readString(file, StandardCharsets.ISO_8859_1).strip();
        } catch (IOException unreadable) {
            throw invalid("cannot read the bearer token", unreadable);
        }
        if (!FORM.matcher(token).matches()) {
            throw invalid(token.isEmpty() ? "the token file is empty" : "the file holds no bearer token", null);
        }
        last = token;
        return token;
    }

    /** The text without the token, should somebody have echoed it. */
    String redact(String text) {
        return last.isEmpty() ? text : text.replace(last, "***");
    }

    private PrometheusException invalid(String what, @Nullable Throwable cause) {
        return new PrometheusException(
                FailureKind.INVALID,
                file.toString(),
                what,
                "Let PROMETHEUS_TOKEN_FILE name a readable file that holds the token and nothing else",
                cause);
    }

    @Override
    public String toString() {
        return file.toString();
    }
}
