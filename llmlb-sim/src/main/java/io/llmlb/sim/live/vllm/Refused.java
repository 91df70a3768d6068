package io.llmlb.sim.live.vllm;

/** A request that vLLM answers with an error. */
final class Refused extends Exception {
    private static final long serialVersionUID = 1L;
    private final int status;
    private final String type;
    private final String param;

    /**
     * @param param the parameter that is wrong; empty for none
     */
    Refused(int status, String type, String message, String param) {
        super(message, null, false, false);
        this.status = status;
        this.type = type;
        this.param = param;
    }

    /** A request that vLLM understands but does not take. */
    static Refused bad(String message) {
        return new Refused(400, "BadRequestError", message, "");
    }

    /** A body that is not what the API's schema says, as FastAPI finds before vLLM sees it. */
    static Refused invalid(String kind, String where, String message) {
        return new Refused(
                400, "Bad Request", "[{'type': '" + kind + "', 'loc': (" + where + "), 'msg': '" + message + "'}]", "");
    }

    /** A field that must be there. */
    static Refused missing(String field) {
        return invalid("missing", "'body', '" + field + "'", "Field required");
    }

    int status() {
        return status;
    }

    /** In the shape of vLLM since 0.10: everything under {@code error}. */
    String json() {
        return "{\"error\":{\"message\":" + Json.quote(String.valueOf(getMessage())) + ",\"type\":" + Json.quote(type)
                + ",\"param\":" + (param.isEmpty() ? "null" : Json.quote(param)) + ",\"code\":" + status + "}}";
    }
}
