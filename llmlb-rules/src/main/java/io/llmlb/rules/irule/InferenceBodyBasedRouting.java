package io.llmlb.rules.irule;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Optional;

/**
 * The iRule {@code InferenceBodyBasedRouting} for BIG-IP 21: it reads a rule set from a data group and decides as
 * {@link io.llmlb.rules.RuleSet} does. Its text is the same for everybody; rules and options are records.
 *
 * <p>Options are records of the data group {@value #CONFIG}. A record's name is {@link Option#of a virtual server's full
 * path or *, a colon, and the option's word}; the virtual server's own record wins over that of {@code *}.
 *
 * <pre>
 * config   = { VIRTUAL ":" word  value }
 * VIRTUAL  = full path of a virtual server | "*"
 * policy   = "selectPool" POOL | "reject" STATUS [ VALUE ]      a step, as rules have it
 * </pre>
 *
 * <pre>{@code
 * Map<String, String> config = Map.of(
 *         Option.DEFAULT_POOL.of("/Common/inference_vs"), "/vllm/Shared/general",
 *         Option.OVERSIZE.ofAll(), "reject 413 'the request is too large'");
 * }</pre>
 */
public final class InferenceBodyBasedRouting {
    /** The iRule's name. */
    public static final String NAME = "InferenceBodyBasedRouting";

    /** The data group with the options. It need not exist. */
    public static final String CONFIG = "/Common/InferenceBodyBasedRouting_config";

    /** The data group with the rules, unless {@link Option#RULES} names another. */
    public static final String RULES = "/Common/InferenceBodyBasedRouting_rules";

    private InferenceBodyBasedRouting() {}

    /** An option of the iRule. */
    public enum Option {
        /** Full path of the data group with the rules; {@value InferenceBodyBasedRouting#RULES} by default. */
        RULES("rules", OptionCheck.PATH),
        /**
         * Full path of the pool for requests that no rule decides; by default the virtual server's own default pool. A
         * request for which there is neither is answered with 503.
         */
        DEFAULT_POOL("defaultPool", OptionCheck.PATH),
        /** A policy for requests without a JSON body; by default the default pool serves them. */
        MISSING("missing", OptionCheck.POLICY),
        /** A policy for bodies that are no JSON; by default the default pool serves them. */
        MALFORMED("malformed", OptionCheck.POLICY),
        /** A policy for bodies that are too large; by default the default pool serves them. */
        OVERSIZE("oversize", OptionCheck.POLICY),
        /** The JSON profile's maximum-bytes, by which a body counts as too large rather than malformed; 65536. */
        MAXIMUM_BYTES("maximumBytes", OptionCheck.BYTES),
        /** The name of a response header that tells steps, outcome and pool; none by default. */
        HEADER("header", OptionCheck.HEADER),
        /** {@code on} to count the requests of each step in iStats; off by default. */
        COUNTERS("counters", OptionCheck.SWITCH),
        /** At most one line in the log in so many seconds, 0 for none at all; 60. */
        LOG_SECONDS("logSeconds", OptionCheck.SECONDS),
        /** Seconds in the header Retry-After of answers with 429 and 503; 1. */
        RETRY_AFTER("retryAfter", OptionCheck.SECONDS);

        private final String word;
        private final OptionCheck check;

        Option(String word, OptionCheck check) {
            this.word = word;
            this.check = check;
        }

        /** As records spell it. */
        public String word() {
            return word;
        }

        /**
         * What is wrong with a value for this option, in one sentence; empty when it is right. Stricter than the iRule,
         * which takes the default for what it cannot use and logs a line at best.
         */
        public Optional<String> problem(String value) {
            return check.problem(value);
        }

        /**
         * The name of the record for one virtual server.
         *
         * @param virtual its full path, such as {@code /Common/inference_vs}
         */
        public String of(String virtual) {
            return virtual + ":" + word;
        }

        /** The name of the record for all virtual servers that have none of their own. */
        public String ofAll() {
            return of("*");
        }
    }

    /** The text of the iRule: ASCII, lines ended by a line feed. */
    public static String text() {
        try (InputStream resource = Objects.requireNonNull(
                InferenceBodyBasedRouting.class.getResourceAsStream(NAME + ".tcl"), "the iRule is in this jar")) {
            return new String(resource.readAllBytes(), StandardCharsets.US_ASCII);
        } catch (IOException e) {
            throw new UncheckedIOException("the iRule cannot be read from this jar", e);
        }
    }
}
