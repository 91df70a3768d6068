package io.llmlb.sim.live.icontrol;

import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Which method and path is answered by what. Patterns are paths behind {@code /mgmt} with {@code {names}} in braces. */
final class Router {
    private record Route(String method, List<String> pattern, Function<Call, Future<Reply>> handler) {
        Optional<Call> match(Call call) {
            if (!method.equals(call.method()) || pattern.size() != call.path().size()) {
                return Optional.empty();
            }
            Map<String, String> names = new HashMap<>();
            for (int i = 0; i < pattern.size(); i++) {
                String expected = pattern.get(i);
                String found = call.path().get(i);
                if (expected.startsWith("{")) {
                    names.put(expected.substring(1, expected.length() - 1), found);
                } else if (!expected.equals(found)) {
                    return Optional.empty();
                }
            }
            return Optional.of(call.named(names));
        }
    }

    private final List<Route> routes = new ArrayList<>();

    Router on(String method, String pattern, Function<Call, Reply> handler) {
        return onLater(method, pattern, call -> Future.succeededFuture(handler.apply(call)));
    }

    Router onLater(String method, String pattern, Function<Call, Future<Reply>> handler) {
        routes.add(new Route(method, List.of(pattern.substring(1).split("/")), handler));
        return this;
    }

    /**
     * @throws Refusal when there is none, or from within
     */
    Future<Reply> route(Call call) {
        for (Route route : routes) {
            Optional<Call> match = route.match(call);
            if (match.isPresent()) {
                return route.handler.apply(match.get());
            }
        }
        // A known path with a method that it does not take is answered the same; a device's answer is not known.
        throw Refusal.notRegistered(call);
    }
}
