package io.llmlb.sim.live.icontrol;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.llmlb.sim.live.icontrol.Tokens.Token;
import io.llmlb.sim.live.net.Listener;
import io.llmlb.sim.model.bigip.Device;
import io.llmlb.sim.model.bigip.Member;
import io.llmlb.sim.model.bigip.Pool;
import io.llmlb.sim.model.bigip.RatioWrite;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/**
 * The iControl REST interface: authentication, pools and members. Lives on one event loop, which makes writes one after
 * the other, as on the device. A stop loses the tokens; what is configured is the device's.
 */
public final class IControl implements Listener.Service {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Vertx vertx;
    private final Device device;
    private final Tokens tokens;
    private final PoolJson json;
    private long operation = 6_229_425;

    public IControl(Vertx vertx, Device device) {
        this.vertx = vertx;
        this.device = device;
        this.tokens = new Tokens(device.clock());
        this.json = new PoolJson(device.version());
    }

    @Override
    public void handle(HttpServerRequest request) {
        request.body().onSuccess(body -> {
            Reply reply = answer(request, body);
            long millis = device.latency().toMillis();
            if (millis == 0) {
                send(request, reply);
            } else {
                vertx.setTimer(millis, timer -> send(request, reply));
            }
        });
    }

    private static void send(HttpServerRequest request, Reply reply) {
        request.response().setStatusCode(reply.status());
        if (reply.status() == 401) {
            request.response().setStatusMessage("F5 Authorization Required");
        }
        request.response()
                .putHeader("content-type", "application/json; charset=UTF-8")
                .end(reply.body().toString());
    }

    private Reply answer(HttpServerRequest request, Buffer body) {
        try {
            List<String> path = path(request.path());
            if (path.equals(List.of("shared", "authn", "login"))
                    && request.method().name().equals("POST")) {
                return login(request, object(body));
            }
            authenticate(request);
            return route(request, path, body);
        } catch (Reply.Refusal refusal) {
            return refusal.reply;
        }
    }

    private Reply route(HttpServerRequest request, List<String> path, Buffer body) {
        String method = request.method().name();
        if (startsWith(path, "shared", "authz", "tokens") && path.size() <= 4) {
            return tokens(request, method, path, body);
        }
        if (path.equals(List.of("tm", "sys", "version")) && method.equals("GET")) {
            return Reply.ok(json.version());
        }
        if (startsWith(path, "tm", "ltm", "pool")) {
            String select = parameter(request, "$select");
            boolean expand = parameter(request, "expandSubcollections").equals("true");
            boolean read = method.equals("GET");
            if (path.size() == 3 && read) {
                return Reply.ok(json.pools(pools(parameter(request, "$filter")), expand, select));
            }
            if (path.size() == 4 && read) {
                Pool pool = pool(path.get(3), "Pool");
                return Reply.ok(PoolJson.select(json.pool(pool, expand), select));
            }
            if (path.size() == 5 && path.get(4).equals("members") && read) {
                return Reply.ok(json.members(pool(path.get(3), "pool"), select));
            }
            if (path.size() == 6 && path.get(4).equals("members") && (read || method.equals("PATCH"))) {
                Pool pool = pool(path.get(3), "pool");
                String member = fullPath(path.get(5));
                Member found = pool.member(member).orElseThrow(() -> missing(pool, member));
                Member now = read ? found : patch(pool, found, object(body));
                return Reply.ok(PoolJson.select(json.member(pool, now), select));
            }
        }
        throw refused(request, 404, "Public URI path not registered: /" + String.join("/", path));
    }

    private Member patch(Pool pool, Member member, ObjectNode body) {
        MemberPatch patch = MemberPatch.parse(body);
        Member now =
                pool.configure(member.fullPath(), patch::apply).orElseThrow(() -> missing(pool, member.fullPath()));
        patch.ratio()
                .ifPresent(ratio -> device.journal(
                        new RatioWrite(device.clock().instant(), pool.name(), member.fullPath(), ratio)));
        return now;
    }

    private Reply login(HttpServerRequest request, ObjectNode body) {
        String user = body.path("username").asText();
        if (!device.admits(user, body.path("password").asText())) {
            throw refused(request, 401, "Authentication failed.");
        }
        Token token = tokens.login(user, remote(request))
                .orElseThrow(() -> refused(request, 400, "user has reached maximum active login tokens"));
        return Reply.ok(Tokens.loginAnswer(token));
    }

    private Reply tokens(HttpServerRequest request, String method, List<String> path, Buffer body) {
        if (path.size() == 3 && method.equals("GET")) {
            ObjectNode all = JsonNodeFactory.instance.objectNode();
            ArrayNode items = all.putArray("items");
            tokens.all().forEach(token -> items.add(token.json()));
            all.put("generation", 1).put("kind", "shared:authz:tokens:authtokencollectionstate");
            return Reply.ok(all.put("selfLink", "https://localhost/mgmt/shared/authz/tokens"));
        }
        if (path.size() == 4) {
            // The text of this 404 is not known.
            Token token = tokens.find(path.get(3)).orElseThrow(() -> refused(request, 404, "Token does not exist."));
            switch (method) {
                case "GET" -> {
                    return Reply.ok(token.json());
                }
                case "PATCH" -> {
                    int timeout = object(body).path("timeout").asInt();
                    if (timeout < 1 || timeout > Tokens.MAX_TIMEOUT) {
                        // Not known: a device may clamp instead.
                        throw refused(request, 400, "timeout must be 1 to " + Tokens.MAX_TIMEOUT);
                    }
                    token.timeout(timeout);
                    return Reply.ok(token.json());
                }
                case "DELETE" -> {
                    tokens.remove(token);
                    return Reply.ok(token.json());
                }
                default -> throw refused(request, 404, "Public URI path not registered: /" + String.join("/", path));
            }
        }
        throw refused(request, 404, "Public URI path not registered: /" + String.join("/", path));
    }

    private void authenticate(HttpServerRequest request) {
        String value = request.getHeader("X-F5-Auth-Token");
        if (value != null) {
            Token token =
                    tokens.find(value).orElseThrow(() -> refused(request, 401, "X-F5-Auth-Token does not exist."));
            if (token.expired()) {
                throw refused(request, 401, "X-F5-Auth-Token has expired.");
            }
            return;
        }
        String basic = request.getHeader("Authorization");
        if (basic == null || !basic.startsWith("Basic ")) {
            throw refused(
                    request,
                    401,
                    "Authorization failed: no user authentication header or token detected. Uri:http://localhost:8100"
                            + request.path() + " Referrer:" + remote(request) + " Sender:" + remote(request));
        }
        if (!admits(basic.substring("Basic ".length()).strip())) {
            throw refused(request, 401, "Authentication failed.");
        }
    }

    private boolean admits(String basic) {
        try {
            String pair = new String(Base64.getDecoder().decode(basic), StandardCharsets.UTF_8);
            int colon = pair.indexOf(':');
            return colon >= 0 && device.admits(pair.substring(0, colon), pair.substring(colon + 1));
        } catch (IllegalArgumentException notBase64) {
            return false;
        }
    }

    private Pool pool(String segment, String word) {
        String path = fullPath(segment);
        return device.pool(path).orElseThrow(() -> Reply.notFound(word + " (" + path + ")"));
    }

    private List<Pool> pools(String filter) {
        String prefix = "partition eq ";
        if (filter.isEmpty()) {
            return device.pools();
        }
        if (!filter.startsWith(prefix)) {
            throw Reply.invalid("this emulator filters by \"partition eq\" only");
        }
        String partition = "/" + filter.substring(prefix.length()).strip() + "/";
        return device.pools().stream()
                .filter(pool -> pool.name().path().startsWith(partition))
                .toList();
    }

    private static Reply.Refusal missing(Pool pool, String member) {
        boolean v6 = member.indexOf(':') != member.lastIndexOf(':');
        int split = member.lastIndexOf(v6 ? '.' : ':');
        String spaced = split < 0 ? member : member.substring(0, split) + " " + member.substring(split + 1);
        return Reply.notFound("Pool Member (" + pool.name() + " " + spaced + ")");
    }

    private Reply.Refusal refused(HttpServerRequest request, int status, String message) {
        return Reply.rest(status, message, remote(request), ++operation);
    }

    private static ObjectNode object(Buffer body) {
        try {
            JsonNode node = JSON.readTree(body.getBytes());
            if (node instanceof ObjectNode object) {
                return object;
            }
        } catch (IOException notJson) {
            // Answered below; what a device says of such a body is not known.
        }
        throw Reply.invalid("the request body is not a JSON object");
    }

    /** The decoded segments behind {@code /mgmt}; none for any other path. */
    private static List<String> path(String raw) {
        if (!raw.startsWith("/mgmt/")) {
            return List.of();
        }
        List<String> segments = new ArrayList<>();
        for (String segment : raw.substring("/mgmt/".length()).split("/", -1)) {
            try {
                segments.add(URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8));
            } catch (IllegalArgumentException badEscape) {
                segments.add(segment);
            }
        }
        return segments;
    }

    private static boolean startsWith(List<String> path, String... prefix) {
        return path.size() >= prefix.length && path.subList(0, prefix.length).equals(Arrays.asList(prefix));
    }

    private static String fullPath(String segment) {
        String path = segment.replace('~', '/');
        return path.startsWith("/") ? path : "/Common/" + path;
    }

    private static String parameter(HttpServerRequest request, String name) {
        String value = request.getParam(name);
        return value == null ? "" : value;
    }

    private static String remote(HttpServerRequest request) {
        return request.remoteAddress().hostAddress();
    }
}
