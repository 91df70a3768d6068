package io.llmlb.bigip;

import io.llmlb.core.FailureKind;
import java.util.Locale;

/** Which exception an answer stands for: by the device's own words first, since its status codes are coarse. */
final class Failures {
    /** mcpd's code for an object that does not exist, in answers of several statuses. */
    private static final String NOT_FOUND = "01020036";

    private static final String NOT_ICONTROL =
            "This looks like the web GUI or a proxy: give the management address of the BIG-IP";
    private static final String TOKENS = "Tokens end by themselves after 20 minutes or more: look for a program that"
            + " logs in again and again, or delete tokens under /mgmt/shared/authz/tokens";
    private static final String LOGIN = "Check BIGIP_USER and BIGIP_PASS (or username and passwordFile in YAML)";
    private static final String ROLE = "The user is known, but its role does not allow this: it must be allowed to read"
            + " the pool and to modify its members";

    private Failures() {}

    /** The exception for an answer that is not what was asked for. */
    static BigIpException of(Call call, Reply reply) {
        String says = call.clean(reply.text());
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
            return failure(FailureKind.DENIED, call, status, says, what, role ? ROLE : LOGIN);
        }
        if (says.contains(NOT_FOUND)) {
            return failure(FailureKind.ABSENT, call, status, says, what, "");
        }
        String lower = says.toLowerCase(Locale.ROOT);
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
                    ? failure(FailureKind.ABSENT, call, status, says, what, "")
                    : failure(FailureKind.INVALID, call, status, says, what, NOT_ICONTROL);
        }
        return failure(FailureKind.INVALID, call, status, says, what, "");
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
