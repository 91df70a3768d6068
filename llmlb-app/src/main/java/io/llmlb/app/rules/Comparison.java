package io.llmlb.app.rules;

import io.llmlb.app.config.ConfigException;
import io.llmlb.app.config.InputFile;
import io.llmlb.rules.Decision;
import io.llmlb.rules.RuleRequest;
import io.llmlb.rules.RuleSet;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What becomes of requests when one rule set replaces another.
 *
 * @param requests how many were asked about
 * @param changes those with another outcome, pool, status, message or rewrites
 */
public record Comparison(int requests, List<Change> changes) {
    /** One request that is treated differently. */
    public record Change(int line, Decision before, Decision after) {}

    public Comparison {
        changes = List.copyOf(changes);
    }

    /**
     * Asks both about each body in a file with one on each line; lines that are blank do not count.
     *
     * @throws ConfigException when the file cannot be read, a line is no JSON, or there is no request
     */
    public static Comparison of(RuleSet before, RuleSet after, Path bodies) {
        int line = 0;
        int requests = 0;
        List<Change> changes = new ArrayList<>();
        try (InputStream in = new BufferedInputStream(Files.newInputStream(bodies))) {
            for (byte[] body = line(in); body.length > 0; body = line(in)) {
                line++;
                if (isBlank(body)) {
                    continue;
                }
                requests++;
                Change change = new Change(line, decide(before, body), decide(after, body));
                requireJson(bodies, change);
                if (isReal(change)) {
                    changes.add(change);
                }
            }
        } catch (IOException unreadable) {
            throw InputFile.unreadable(bodies, unreadable);
        }
        if (requests == 0) {
            throw new ConfigException(bodies.toString(), List.of(bodies + ": there is no request in this file"));
        }
        return new Comparison(requests, changes);
    }

    private static Decision decide(RuleSet rules, byte[] body) {
        return rules.decide(RuleRequest.ofBody(body));
    }

    private static void requireJson(Path bodies, Change change) {
        if (change.after().reason().equals("MALFORMED_BODY")) {
            throw new ConfigException(
                    bodies.toString(),
                    List.of(bodies + ":" + change.line() + ": this line is no JSON, from byte "
                            + change.after().offset() + " on"));
        }
    }

    private static boolean isReal(Change change) {
        Decision before = change.before();
        Decision after = change.after();
        return !DecisionText.target(before).equals(DecisionText.target(after))
                || !before.rewrites().equals(after.rewrites());
    }

    /** The next line with its end; nothing at the end of the file. */
    private static byte[] line(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int b = in.read(); b >= 0; b = in.read()) {
            line.write(b);
            if (b == '\n') {
                break;
            }
        }
        return line.toByteArray();
    }

    private static boolean isBlank(byte[] line) {
        for (byte b : line) {
            if (b != ' ' && b != '\t' && b != '\r' && b != '\n') {
                return false;
            }
        }
        return true;
    }
}
