package io.llmlb.rules.irule;

import io.llmlb.rules.RuleProblem;
import io.llmlb.rules.RuleProblem.Severity;
import io.llmlb.rules.RuleSet;
import io.llmlb.rules.Target;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** What can be wrong with an option's value; each check gives a sentence, or nothing when the value is right. */
enum OptionCheck {
    PATH {
        @Override
        Optional<String> of(String value) {
            return FULL_PATH.matcher(value).matches()
                    ? Optional.empty()
                    : Optional.of("a full path without blanks is needed, such as /Common/name");
        }
    },
    POLICY {
        @Override
        Optional<String> of(String value) {
            if (!value.matches("(selectPool|reject)([ \t].*)?")) {
                return Optional.of("a policy is \"selectPool POOL\" or \"reject STATUS [MESSAGE]\"");
            }
            return RuleSet.check(Map.of("start", "policy", "policy", value), Target.BIGIP).stream()
                    .filter(problem -> problem.severity() == Severity.ERROR)
                    .map(RuleProblem::sentence)
                    .findFirst();
        }
    },
    /** Nobody wants a limit of no bytes. */
    BYTES {
        @Override
        Optional<String> of(String value) {
            return value.matches("[1-9][0-9]{0,8}")
                    ? Optional.empty()
                    : Optional.of("a whole number from 1 to 999999999 is needed, without a sign or leading zeros");
        }
    },
    SECONDS {
        @Override
        Optional<String> of(String value) {
            return value.matches("0|[1-9][0-9]{0,8}")
                    ? Optional.empty()
                    : Optional.of("a whole number from 0 to 999999999 is needed, without a sign or leading zeros");
        }
    },
    /** A token of RFC 9110, section 5.6.2. */
    HEADER {
        @Override
        Optional<String> of(String value) {
            return value.matches("[-!#$%&'*+.^_`|~0-9A-Za-z]+")
                    ? Optional.empty()
                    : Optional.of("a header's name is made of letters, digits and dashes, such as X-Llm-Route");
        }
    },
    SWITCH {
        @Override
        Optional<String> of(String value) {
            return value.equals("on") || value.equals("off")
                    ? Optional.empty()
                    : Optional.of("this is either on or off");
        }
    };

    private static final Pattern FULL_PATH = Pattern.compile("(/[^/~\\s]+){2,}");
    private static final Pattern PRINTABLE = Pattern.compile("[\\x20-\\x7e]*");
    private static final Pattern TAG = Pattern.compile("</?[A-Za-z]");

    abstract Optional<String> of(String value);

    /** The first thing that is wrong: with any record on BIG-IP, else with this kind of value. */
    Optional<String> problem(String text) {
        String value = RoutingOptions.trimmed(text);
        if (value.isEmpty()) {
            return Optional.of("it is empty; remove the record to have the default");
        }
        if (!PRINTABLE.matcher(value).matches()) {
            return Optional.of("only printable ASCII characters are safe in a record");
        }
        if (value.indexOf('\\') >= 0) {
            return Optional.of("a backslash does not survive in a data group");
        }
        if (TAG.matcher(value).find()) {
            return Optional.of("BIG-IP refuses text that looks like an HTML tag");
        }
        return of(value);
    }
}
