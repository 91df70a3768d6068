package io.llmlb.sim.live.icontrol;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.regex.Pattern;

/** The full path of an object: {@code /partition/folder/name}. */
record FullPath(String path) {
    private static final Pattern FORM = Pattern.compile("(/[^/~\\s]+){2,}");

    /** From a segment of a URL; a name alone is one in Common. */
    static FullPath ofSegment(String segment) {
        String path = segment.replace('~', '/');
        return new FullPath(path.startsWith("/") ? path : "/Common/" + path);
    }

    /** From text in a body; a name alone is one in Common. */
    static FullPath ofText(String text) {
        String path = text.strip();
        return checked(path.startsWith("/") ? path : "/Common/" + path);
    }

    /** From the name, subPath and partition of an object that is to be created; Common is the partition by default. */
    static FullPath ofNew(ObjectNode body) {
        return ofNew(body, "Common");
    }

    static FullPath ofNew(ObjectNode body, String defaultPartition) {
        String name = body.path("name").asText();
        if (name.isEmpty()) {
            throw Refusal.unnamed();
        }
        if (name.startsWith("/")) {
            return checked(name);
        }
        String partition = body.path("partition").asText(defaultPartition);
        String folder = body.path("subPath").asText("");
        return checked("/" + partition + (folder.isEmpty() ? "" : "/" + folder) + "/" + name);
    }

    String partition() {
        return parts().get(0);
    }

    String name() {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    String folder() {
        return path.substring(0, path.lastIndexOf('/'));
    }

    /** Writes name, partition, subPath if there is one, and fullPath. */
    void identify(ObjectNode json) {
        List<String> parts = parts();
        json.put("name", name()).put("partition", partition());
        if (parts.size() > 2) {
            json.put("subPath", String.join("/", parts.subList(1, parts.size() - 1)));
        }
        json.put("fullPath", path);
    }

    private List<String> parts() {
        return List.of(path.substring(1).split("/", -1));
    }

    private static FullPath checked(String path) {
        if (!FORM.matcher(path).matches()) {
            // Invented: the device's text for a name that is none is not known.
            throw Refusal.invalid("invalid name \"" + path + "\"");
        }
        return new FullPath(path);
    }
}
