package io.llmlb.rules.irule;

import io.llmlb.rules.irule.InferenceBodyBasedRouting.Option;
import java.util.Map;
import java.util.Optional;

/**
 * What the iRule does on one virtual server, by the records of {@link InferenceBodyBasedRouting#CONFIG}: the virtual
 * server's own record, else that of {@code *}, else the default. Reads as leniently as the iRule does: what it cannot use
 * counts as not there; {@link Option#problem} tells it. Immutable.
 *
 * <pre>{@code
 * RoutingOptions options = RoutingOptions.of(config, "/Common/inference_vs");
 * options.oversize().ifPresent(policy -> System.out.println(policy));
 * }</pre>
 */
public final class RoutingOptions {
    private final Map<String, String> config;
    private final String virtual;

    private RoutingOptions(Map<String, String> config, String virtual) {
        this.config = Map.copyOf(config);
        this.virtual = virtual;
    }

    /**
     * The options of a virtual server.
     *
     * @param config all records of the data group; empty when there is none
     * @param virtual the virtual server's full path
     */
    public static RoutingOptions of(Map<String, String> config, String virtual) {
        return new RoutingOptions(config, virtual);
    }

    /** Full path of the data group with the rules. */
    public String rules() {
        return value(Option.RULES).orElse(InferenceBodyBasedRouting.RULES);
    }

    /** The configured default pool; empty when the virtual server's own is meant. */
    public Optional<String> defaultPool() {
        return value(Option.DEFAULT_POOL);
    }

    /** For requests without a JSON body; empty when the default pool serves them. */
    public Optional<BodyPolicy> missing() {
        return value(Option.MISSING).flatMap(BodyPolicy::of);
    }

    /** For bodies that are no JSON; empty when the default pool serves them. */
    public Optional<BodyPolicy> malformed() {
        return value(Option.MALFORMED).flatMap(BodyPolicy::of);
    }

    /** For bodies that are too large; empty when the default pool serves them. */
    public Optional<BodyPolicy> oversize() {
        return value(Option.OVERSIZE).flatMap(BodyPolicy::of);
    }

    /** An unreadable body of more bytes than this counts as too large; 0 to 999,999,999, by default 65,536. */
    public int maximumBytes() {
        return number(Option.MAXIMUM_BYTES, 65_536);
    }

    /** Whether these options alone say what becomes of every request that no rule decides. */
    public boolean serveAll() {
        return defaultPool().isPresent()
                || (missing().isPresent()
                        && malformed().isPresent()
                        && oversize().isPresent());
    }

    /** The name of the response header that tells the way; empty when none is wanted. */
    public Optional<String> header() {
        return value(Option.HEADER);
    }

    /** Whether each step counts its requests. */
    public boolean counters() {
        return value(Option.COUNTERS).filter("on"::equals).isPresent();
    }

    /** At most one log line in so many seconds, 0 for none at all; 0 to 999,999,999, by default 60. */
    public int logSeconds() {
        return number(Option.LOG_SECONDS, 60);
    }

    /** Seconds in the header Retry-After of answers with 429 and 503; 0 to 999,999,999, by default 1. */
    public int retryAfter() {
        return number(Option.RETRY_AFTER, 1);
    }

    private int number(Option option, int byDefault) {
        return value(option)
                .filter(value -> value.matches("0|[1-9][0-9]{0,8}"))
                .map(Integer::valueOf)
                .orElse(byDefault);
    }

    /** A record of blanks hides that of all virtual servers, but counts as empty itself. */
    private Optional<String> value(Option option) {
        String own = config.getOrDefault(option.of(virtual), "");
        String value = trimmed(own.isEmpty() ? config.getOrDefault(option.ofAll(), "") : own);
        return value.isEmpty() ? Optional.empty() : Optional.of(value);
    }

    /** Without spaces and tabs at its ends. */
    static String trimmed(String text) {
        int begin = 0;
        int end = text.length();
        while (begin < end && " \t".indexOf(text.charAt(begin)) >= 0) {
            begin++;
        }
        while (end > begin && " \t".indexOf(text.charAt(end - 1)) >= 0) {
            end--;
        }
        return text.substring(begin, end);
    }
}
