package io.llmlb.sim.live.icontrol;

import io.llmlb.sim.model.bigip.ManagementFault;

/** What a request is answered that a fault strikes. */
final class FaultReplies {
    private FaultReplies() {}

    /**
     * @throws Refusal for all that are answered in JSON
     */
    static Reply of(ManagementFault.Kind kind, Call call) {
        switch (kind) {
            case EXPIRED_TOKEN -> throw Authentication.expired();
            case NO_AUTHENTICATION -> throw Authentication.nobody(call);
            case BUSY -> throw busy();
            case MCPD_LOST -> throw Refusal.mcpd(500, "The connection to mcpd has been lost, try again.", 32_768_001);
            case NOT_REGISTERED ->
                throw Refusal.rest(
                        404,
                        "URI path " + call.rawPath() + " not registered.  Please verify URI is supported and wait for"
                                + " /available suffix to be responsive.");
            case TOKEN_LIMIT -> throw Refusal.rest(400, Authentication.TOO_MANY);
            case HTML_503 -> {
                return Reply.html(
                        503,
                        "<html><head><title>Configuration Utility restarting...</title></head>"
                                + "<body><p>Configuration Utility restarting...</p></body></html>\n");
            }
            case HTML_500 -> {
                return Reply.html(
                        500,
                        "<html><head><title>Error 500</title></head><body><h2>HTTP ERROR 500</h2>"
                                + "<p>Problem accessing " + html(call.rawPath())
                                + ". Reason:<pre>    AsyncContext timeout</pre></p></body></html>\n");
            }
            case RESET, HANG, TRICKLE, TRUNCATED, HUGE, EMPTY ->
                throw new IllegalArgumentException(kind + " has no proper answer");
        }
        throw new IllegalArgumentException("no answer for " + kind);
    }

    static Refusal busy() {
        return Refusal.mcpd(503, "There is an active asynchronous task executing.", 32_964_609);
    }

    private static String html(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
