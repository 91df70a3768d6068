package io.llmlb.sim.live.icontrol;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.buffer.Buffer;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One request to the management interface.
 *
 * @param method such as GET
 * @param uri path and query as they came
 * @param body as it came
 * @param user who asks; empty before anybody has looked
 * @param remote the client's address
 * @param path decoded segments behind {@code /mgmt}; none for any other path
 * @param names segments by the names that the router's pattern gives them
 */
record Call(
        String method,
        String uri,
        Buffer body,
        String user,
        String remote,
        List<String> path,
        Map<String, String> names) {
    static Call of(String method, String uri, Buffer body, String remote) {
        return new Call(method, uri, body, "", remote, segments(pathOf(uri)), Map.of());
    }

    Call by(String name) {
        return new Call(method, uri, body, name, remote, path, names);
    }

    Call named(Map<String, String> segments) {
        return new Call(method, uri, body, user, remote, path, segments);
    }

    /** The path as it came, without the query. */
    String rawPath() {
        return pathOf(uri);
    }

    String segment(String name) {
        return names.getOrDefault(name, "");
    }

    /** The full path of an object that a segment names: {@code ~Common~p} is {@code /Common/p}. */
    FullPath fullPath(String name) {
        return FullPath.ofSegment(segment(name));
    }

    /** The query's parameters in their order, decoded. */
    Map<String, String> query() {
        Map<String, String> parameters = new LinkedHashMap<>();
        int question = uri.indexOf('?');
        if (question >= 0) {
            for (String pair : uri.substring(question + 1).split("&", -1)) {
                int equals = pair.indexOf('=');
                if (!pair.isEmpty()) {
                    parameters.put(
                            decode(equals < 0 ? pair : pair.substring(0, equals)),
                            equals < 0 ? "" : decode(pair.substring(equals + 1)));
                }
            }
        }
        return parameters;
    }

    String parameter(String name) {
        return query().getOrDefault(name, "");
    }

    boolean expanded() {
        return parameter("expandSubcollections").equals("true");
    }

    /** The body; what a device says of one that is no object is not known. */
    ObjectNode object() {
        return Json.read(body.getBytes()).orElseThrow(() -> {
            String message = "the request body is not a JSON object";
            return path.isEmpty() || !path.get(0).equals("tm") ? Refusal.rest(400, message) : Refusal.invalid(message);
        });
    }

    /** The body, or an empty object for an empty one. */
    ObjectNode objectOrNothing() {
        return body.length() == 0 ? Json.object() : object();
    }

    static String decode(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException badEscape) {
            return text;
        }
    }

    private static String pathOf(String uri) {
        int question = uri.indexOf('?');
        return question < 0 ? uri : uri.substring(0, question);
    }

    private static List<String> segments(String raw) {
        if (!raw.startsWith("/mgmt/")) {
            return List.of();
        }
        List<String> segments = new ArrayList<>();
        for (String segment : raw.substring("/mgmt/".length()).split("/", -1)) {
            segments.add(decode(segment.replace("+", "%2B")));
        }
        if (segments.size() > 1 && segments.get(segments.size() - 1).isEmpty()) {
            segments.remove(segments.size() - 1);
        }
        return List.copyOf(segments);
    }
}
