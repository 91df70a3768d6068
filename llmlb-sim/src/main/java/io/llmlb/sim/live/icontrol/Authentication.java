package io.llmlb.sim.live.icontrol;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.llmlb.sim.live.icontrol.Tokens.Token;
import io.llmlb.sim.model.bigip.Device;
import io.llmlb.sim.model.bigip.ManagementOptions.Quirk;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Who asks: logins, tokens, basic authentication. Confined to one event loop. */
final class Authentication {
    private static final String TOKENS = "/shared/authz/tokens";
    static final String TOO_MANY = "user has reached maximum active login tokens";

    private final Device device;
    private final Tokens tokens;

    Authentication(Device device) {
        this.device = device;
        this.tokens = new Tokens(device.clock());
    }

    void routes(Router router) {
        router.on("GET", TOKENS, call -> all());
        router.on("GET", TOKENS + "/{token}", call -> Reply.ok(token(call).json()));
        router.on("PATCH", TOKENS + "/{token}", this::extend);
        router.on("DELETE", TOKENS + "/{token}", call -> {
            Token token = token(call);
            tokens.remove(token);
            return Reply.ok(token.json());
        });
    }

    static boolean isLogin(Call call) {
        return call.method().equals("POST") && call.rawPath().equals("/mgmt/shared/authn/login");
    }

    /** The provider that the body names is not looked at: clients send {@code tmos} whatever is behind it. */
    Reply login(Call call) {
        ObjectNode body = call.object();
        String user = body.path("username").asText();
        if (!device.admits(user, body.path("password").asText())) {
            throw Refusal.rest(401, "Authentication failed.");
        }
        Token token = tokens.login(user, call.remote()).orElseThrow(() -> Refusal.rest(400, TOO_MANY));
        return Reply.ok(Tokens.loginAnswer(token));
    }

    /**
     * The name of who asks.
     *
     * @throws Refusal when nobody says who he is, or who says so may not do this
     */
    String user(Call call, @Nullable String token, @Nullable String basic) {
        String user = token == null ? basic(call, basic) : byToken(token);
        if (!call.method().equals("GET") && !device.administrates(user)) {
            throw Refusal.rest(
                    401,
                    "Authorization failed: user=" + Tokens.PROVIDER + "/users/" + Tokens.USER
                            + " resource=" + call.rawPath() + " verb=" + call.method() + " uri:http://localhost:8100"
                            + call.rawPath() + " referrer:" + call.remote() + " sender:" + call.remote());
        }
        return user;
    }

    /** Whose token it is, also when it has expired; empty when nobody's. */
    String owner(@Nullable String token) {
        return token == null ? "" : tokens.find(token).map(Token::user).orElse("");
    }

    static Refusal nobody(Call call) {
        return Refusal.rest(
                401,
                "Authorization failed: no user authentication header or token detected. Uri:http://localhost:8100"
                        + call.rawPath() + " Referrer:" + call.remote() + " Sender:" + call.remote());
    }

    static Refusal expired() {
        return Refusal.rest(401, "X-F5-Auth-Token has expired.");
    }

    private String byToken(String value) {
        Token token = tokens.find(value).orElseThrow(() -> Refusal.rest(401, "X-F5-Auth-Token does not exist."));
        if (token.expired()) {
            throw expired();
        }
        return token.user();
    }

    private String basic(Call call, @Nullable String header) {
        if (header == null || !header.regionMatches(true, 0, "Basic ", 0, 6)) {
            throw nobody(call);
        }
        return basic(header.substring(6).strip()).orElseThrow(() -> Refusal.rest(401, "Authentication failed."));
    }

    private Optional<String> basic(String encoded) {
        try {
            String pair = new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8);
            int colon = pair.indexOf(':');
            return colon >= 0 && device.admits(pair.substring(0, colon), pair.substring(colon + 1))
                    ? Optional.of(pair.substring(0, colon))
                    : Optional.empty();
        } catch (IllegalArgumentException notBase64) {
            return Optional.empty();
        }
    }

    private Reply all() {
        ObjectNode all = Json.object();
        ArrayNode items = all.putArray("items");
        tokens.all().forEach(token -> items.add(token.json()));
        all.put("generation", 1).put("kind", "shared:authz:tokens:authtokencollectionstate");
        return Reply.ok(all.put("selfLink", "https://localhost/mgmt/shared/authz/tokens"));
    }

    private Reply extend(Call call) {
        Token token = token(call);
        JsonNode wanted = call.object().path("timeout");
        int timeout = wanted.asInt();
        if (timeout > Tokens.MAX_TIMEOUT && device.options().has(Quirk.TOKEN_TIMEOUT_CLAMPED)) {
            timeout = Tokens.MAX_TIMEOUT;
        }
        if (timeout < 1 || timeout > Tokens.MAX_TIMEOUT) {
            // Invented text.
            throw Refusal.rest(400, "timeout must be 1 to " + Tokens.MAX_TIMEOUT);
        }
        token.timeout(timeout);
        return Reply.ok(token.json());
    }

    /** The text of this 404 is not known. */
    private Token token(Call call) {
        return tokens.find(call.segment("token")).orElseThrow(() -> Refusal.rest(404, "Token does not exist."));
    }
}
