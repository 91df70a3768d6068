package io.llmlb.bigip;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.llmlb.core.FailureKind;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The named objects of one kind on one BIG-IP, such as its iRules. Takes nothing but full paths, and every answer must be
 * about the object that was asked for.
 */
final class Resources {
    private final Line line;
    private final String collection;
    private final String noun;

    /**
     * @param collection the URL path of all of them
     * @param noun what one is, with its article
     */
    Resources(Line line, String collection, String noun) {
        this.line = line;
        this.collection = collection;
        this.noun = noun;
    }

    /** All of them. */
    ObjectNode list(String query) {
        return line.get(collection, query);
    }

    /** One; empty when there is none of that name. */
    Optional<ObjectNode> find(String path, String query) {
        try {
            return Optional.of(get(path, query));
        } catch (BigIpException.Absent none) {
            return Optional.empty();
        }
    }

    /** One; ABSENT when there is none of that name. */
    ObjectNode get(String path, String query) {
        return about(path, line.get(url(path), query));
    }

    /** Sends only what is to change, since a PUT would reset the rest. */
    ObjectNode patch(String path, ObjectNode properties) {
        return about(path, line.patch(url(path), properties.toString()));
    }

    ObjectNode create(String path, ObjectNode properties) {
        require(path);
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        int folder = path.indexOf('/', 1);
        int name = path.lastIndexOf('/');
        body.put("name", path.substring(name + 1)).put("partition", path.substring(1, folder));
        if (folder < name) {
            body.put("subPath", path.substring(folder + 1, name));
        }
        body.setAll(properties);
        return about(path, line.post(collection, body.toString()));
    }

    /** What belongs to one of them, such as a virtual server's profiles. */
    Resources within(String path, String subcollection, String itsNoun) {
        return new Resources(line, url(path) + "/" + subcollection, itsNoun);
    }

    /** Requests that no other of this client comes between. */
    <T> T inOneTurn(String path, Supplier<T> requests) {
        return line.inOneTurn(url(path), requests);
    }

    /** An answer that cannot be used, or an object that cannot. */
    BigIpException invalid(String path, String what, String mend) {
        return BigIpException.of(FailureKind.INVALID, line.base() + url(path), what, mend);
    }

    /** The same of the whole collection. */
    BigIpException invalid(String what) {
        return BigIpException.of(FailureKind.INVALID, line.base() + collection, what, "");
    }

    private ObjectNode about(String path, ObjectNode answer) {
        String told = answer.path("fullPath").asText();
        if (!told.equals(path)) {
            throw invalid(path, "the answer is about " + (told.isEmpty() ? "no object" : Call.line(told)), "");
        }
        return answer;
    }

    private String url(String path) {
        require(path);
        return collection + "/" + ResourcePath.segment(path);
    }

    private void require(String path) {
        ResourcePath.require(noun, path);
    }
}
