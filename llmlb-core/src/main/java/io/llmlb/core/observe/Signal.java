package io.llmlb.core.observe;

/**
 * What a server tells of itself, by meaning. Which metric carries a signal, and under which name in which version, is
 * the metrics source's affair.
 */
public enum Signal {
    /** Requests in the batch being computed; requests. */
    RUNNING(Form.GAUGE, Across.SUM),
    /** Requests waiting to be scheduled; requests. */
    WAITING(Form.GAUGE, Across.SUM),
    /** Share of the KV cache in use; 0 to 1. The fullest engine counts. */
    KV_CACHE_USAGE(Form.GAUGE, Across.MAX),
    /** Prompt tokens processed; tokens. */
    PROMPT_TOKENS(Form.COUNTER, Across.SUM),
    /** Tokens generated; tokens. */
    GENERATION_TOKENS(Form.COUNTER, Across.SUM),
    /** Requests finished, for whatever reason; requests. */
    FINISHED(Form.COUNTER, Across.SUM),
    /** Requests put back to the queue for want of KV cache; requests. */
    PREEMPTIONS(Form.COUNTER, Across.SUM),
    /** Tokens in each engine step; its count is the number of steps. */
    STEP_TOKENS(Form.HISTOGRAM, Across.SUM),
    /** Time a request waited before it was first scheduled; seconds, known only when the request has finished. */
    QUEUE_TIME(Form.HISTOGRAM, Across.SUM),
    /** Time from arrival to the first token; seconds, known at the first token. */
    TIME_TO_FIRST_TOKEN(Form.HISTOGRAM, Across.SUM),
    /** Time between two tokens of a request; seconds, known at every token. */
    INTER_TOKEN_LATENCY(Form.HISTOGRAM, Across.SUM);

    /** The shape of a signal. */
    public enum Form {
        /** A value that goes up and down. */
        GAUGE,
        /** A value that only grows, and restarts at zero. */
        COUNTER,
        /** Counts by bucket, with their sum and number. */
        HISTOGRAM
    }

    /** How the series of one server (one for each engine) become one value. */
    public enum Across {
        /** Added. */
        SUM,
        /** The largest counts. */
        MAX
    }

    private final Form form;
    private final Across across;

    Signal(Form form, Across across) {
        this.form = form;
        this.across = across;
    }

    /** The shape of this signal. */
    public Form form() {
        return form;
    }

    /** How the series of one server become one value. */
    public Across across() {
        return across;
    }
}
