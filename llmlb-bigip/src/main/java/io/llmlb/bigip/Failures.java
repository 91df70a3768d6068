package io.llmlb.bigip;

import io.llmlb.core.FailureKind;
import java.util.Locale;

/** Which exception an answer stands for: by the device's own words first, since its status codes are coarse. */
final class Failures {
    /** mcpd's code for an object that does not exist, in answers of several statuses. */
    private static final String NOT_FOUND = "01020036";

    /** mcpd's code for an iRule that is none; one line for each error. */
    private static final String RULE_ERROR = "01070151";

    private static final String NOT_ICONTROL =
            "This looks like the web GUI or a proxy: give the management address of the BIG-IP";
    private static final String TOKENS = "Tokens end by themselves after 20 minutes or more: look for a program that"
            + " logs in again and again, or delete tokens under /mgmt/shared/authz/tokens";
    private static final String LOGIN = "Check BIGIP_USER and BIGIP_PASS (or username and passwordFile in YAML)";

    private Failures() {}

    /** The exception for an answer that is not what was asked for. */
    static BigIpException of(Call call, Reply reply) {
        String says = reply.text().contains(RULE_ERROR) ? call.cleanLines(reply.text()) : call.clean(reply.text());
        int status = reply.status();
        if (reply.isGood()) {
            return misshapen(call, reply, says);
        }
        if (status < 400 || status > 599) {
            String target = reply.location().isEmpty() ? "" : " with a redirect to " + call.clean(reply.location());
            return failure(FailureKind.INVALID, call, status, "", "answered " + status + target, NOT_ICONTROL);
        }
        String what = "answered " + status + words(reply, says);
        if (status == 401 || status == 403) {
            boolean role = status == 403 || says.contains("Authorization failed: user=");
            return failure(FailureKind.DENIED, call, status, says, what, role ? role(call) : LOGIN);
        }
        String mend = Mends.of(says);
        if (says.contains(RULE_ERROR)) {
            // First of all, since it quotes the iRule, which may hold any words.
            return failure(FailureKind.INVALID, call, status, says, what, mend);
        }
        String lower = says.toLowerCase(Locale.ROOT);
        if (says.contains(NOT_FOUND) || lower.contains("folder does not exist")) {
            return failure(FailureKind.ABSENT, call, status, says, what, mend);
        }
        if (lower.contains("maximum active login tokens")) {
            return failure(FailureKind.BUSY, call, status, says, what, TOKENS);
        }
        if (says.contains("TimeoutException") || lower.contains("not registered")) {
            return failure(FailureKind.BUSY, call, status, says, what, "");
        }
        if (status >= 500 || status == 408 || status == 429) {
            return failure(FailureKind.BUSY, call, status, says, what, "");
        }
        if (status == 404) {
            return reply.form() == Reply.Form.OBJECT
                    ? failure(FailureKind.ABSENT, call, status, says, what, mend)
                    : failure(FailureKind.INVALID, call, status, says, what, NOT_ICONTROL);
        }
        return failure(FailureKind.INVALID, call, status, says, what, mend);
    }

    private static String role(Call call) {
        return "The user is known, but its role does not allow this: give it one that may "
                + (call.method().equals("GET") ? "read it" : "change it");
    }

    /** A good status, and a body that is of no use. */
    private static BigIpException misshapen(Call call, Reply reply, String says) {
        String what = "answered " + reply.status() + words(reply, says);
        return switch (reply.form()) {
            case EMPTY, BROKEN_JSON -> failure(FailureKind.UNREACHABLE, call, reply.status(), "", what, "");
            case WEB_PAGE ->
                says.contains("restarting")
                        ? failure(FailureKind.BUSY, call, reply.status(), says, what, "")
                        : failure(FailureKind.INVALID, call, reply.status(), says, what, NOT_ICONTROL);
            case OBJECT, OTHER -> failure(FailureKind.INVALID, call, reply.status(), "", what, NOT_ICONTROL);
        };
    }

    private static String words(Reply reply, String says) {
        return switch (reply.form()) {
            case OBJECT -> says.isEmpty() ? " with a JSON object that has no message" : " \"" + says + "\"";
            case EMPTY -> " with an empty body";
            case BROKEN_JSON -> " with broken JSON";
            case WEB_PAGE -> " with a web page" + (says.isEmpty() ? "" : " that reads \"" + says + "\"");
            case OTHER -> " with something that is no JSON object";
        };
    }

    private static BigIpException failure(
            FailureKind kind, Call call, int status, String says, String what, String mend) {
        return BigIpException.of(kind, new BigIpException.Details(call.place(), what, mend, status, says, null));
    }
}
