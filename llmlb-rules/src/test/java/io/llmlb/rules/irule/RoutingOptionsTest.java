package io.llmlb.rules.irule;

import static org.assertj.core.api.Assertions.assertThat;

import io.llmlb.rules.irule.BodyPolicy.Reject;
import io.llmlb.rules.irule.BodyPolicy.SelectPool;
import io.llmlb.rules.irule.InferenceBodyBasedRouting.Option;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RoutingOptionsTest {
    private static final String VIRTUAL = "/Common/vs";

    @Test
    void withoutRecordsEverythingHasItsDefault() {
        RoutingOptions none = RoutingOptions.of(Map.of(), VIRTUAL);
        assertThat(none.rules()).isEqualTo(InferenceBodyBasedRouting.RULES);
        assertThat(none.defaultPool()).isEmpty();
        assertThat(none.missing()).isEmpty();
        assertThat(none.malformed()).isEmpty();
        assertThat(none.oversize()).isEmpty();
        assertThat(none.header()).isEmpty();
        assertThat(none.counters()).isFalse();
        assertThat(none.maximumBytes()).isEqualTo(65_536);
        assertThat(none.logSeconds()).isEqualTo(60);
        assertThat(none.retryAfter()).isEqualTo(1);
    }

    @Test
    void aVirtualServersOwnRecordWins() {
        Map<String, String> config = Map.of(
                Option.DEFAULT_POOL.ofAll(), "/P/all",
                Option.DEFAULT_POOL.of(VIRTUAL), " /P/own\t",
                Option.HEADER.ofAll(), "X-All",
                Option.COUNTERS.ofAll(), "on",
                Option.COUNTERS.of(VIRTUAL), " ");
        RoutingOptions own = RoutingOptions.of(config, VIRTUAL);
        assertThat(own.defaultPool()).contains("/P/own");
        assertThat(own.header()).contains("X-All");
        assertThat(own.counters()).as("blanks hide what holds for all").isFalse();
        RoutingOptions other = RoutingOptions.of(config, "/Common/other");
        assertThat(other.defaultPool()).contains("/P/all");
        assertThat(other.counters()).isTrue();
    }

    @Test
    void aDefaultPoolOrThreePoliciesServeAll() {
        assertThat(RoutingOptions.of(Map.of(), VIRTUAL).serveAll()).isFalse();
        assertThat(RoutingOptions.of(Map.of(Option.DEFAULT_POOL.ofAll(), "/P/all"), VIRTUAL)
                        .serveAll())
                .isTrue();
        Map<String, String> policies = Map.of(
                Option.MISSING.ofAll(), "reject 400",
                Option.MALFORMED.ofAll(), "reject 400",
                Option.OVERSIZE.of(VIRTUAL), "selectPool /P/large");
        assertThat(RoutingOptions.of(policies, VIRTUAL).serveAll()).isTrue();
        assertThat(RoutingOptions.of(policies, "/Common/other").serveAll()).isFalse();
    }

    @Test
    void policiesAreSteps() {
        RoutingOptions options = RoutingOptions.of(
                Map.of(
                        Option.MISSING.ofAll(), "selectPool /P/a",
                        Option.MALFORMED.ofAll(), "reject 400",
                        Option.OVERSIZE.ofAll(), "reject 413 'it''s too large'"),
                VIRTUAL);
        assertThat(options.missing()).contains(new SelectPool("/P/a"));
        assertThat(options.malformed()).contains(new Reject(400, ""));
        assertThat(options.oversize()).contains(new Reject(413, "it's too large"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "selectPool",
                "selectPool /P/a /P/b",
                "reject",
                "reject 200",
                "reject 4000",
                "reject 400 a b",
                "reject 400 'a",
                "reject 400 'a'b",
                "if .a exists then b else c",
                "rewrite .a b then c",
                "SelectPool /P/a",
                "/P/a"
            })
    void aBrokenPolicyIsNone(String policy) {
        RoutingOptions options = RoutingOptions.of(Map.of(Option.MISSING.ofAll(), policy), VIRTUAL);
        assertThat(options.missing()).isEmpty();
        assertThat(Option.MISSING.problem(policy)).isPresent();
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "+1", "01", "1.5", "1e3", "1000000000", "many", "1 2"})
    void aBrokenNumberIsTheDefault(String number) {
        RoutingOptions options = RoutingOptions.of(
                Map.of(Option.MAXIMUM_BYTES.ofAll(), number, Option.RETRY_AFTER.ofAll(), number), VIRTUAL);
        assertThat(options.maximumBytes()).isEqualTo(65_536);
        assertThat(options.retryAfter()).isEqualTo(1);
        assertThat(Option.RETRY_AFTER.problem(number)).isPresent();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            RULES         | /Common/my_rules
            RULES         | /ai/Shared/rules.v2
            DEFAULT_POOL  | /vllm/Shared/general
            MISSING       | selectPool /vllm/Shared/general
            MALFORMED     | reject 400
            OVERSIZE      | reject 413 'the request is too large'
            MAXIMUM_BYTES | 1048576
            HEADER        | X-Llm-Route
            COUNTERS      | on
            COUNTERS      | off
            LOG_SECONDS   | 0
            RETRY_AFTER   | 999999999
            """)
    void rightValuesHaveNoProblem(Option option, String value) {
        assertThat(option.problem(value)).isEmpty();
        assertThat(option.problem(" " + value + "\t")).as("the iRule trims").isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            RULES         | my_rules                | a full path without blanks is needed, such as /Common/name
            DEFAULT_POOL  | /general                | a full path without blanks is needed, such as /Common/name
            DEFAULT_POOL  | /vllm/Shared/my pool    | a full path without blanks is needed, such as /Common/name
            MISSING       | drop                    | a policy is "selectPool POOL" or "reject STATUS [MESSAGE]"
            MISSING       | if .a exists then b else c | a policy is "selectPool POOL" or "reject STATUS [MESSAGE]"
            MISSING       | selectPool general      | a pool is named by its full path without quotes, such as /Common/my_pool
            OVERSIZE      | reject 200              | an HTTP error has a status from 400 to 599
            OVERSIZE      | reject 413 too large    | the record should end here
            OVERSIZE      | reject 413 'a <b>'      | BIG-IP refuses text that looks like an HTML tag
            OVERSIZE      | reject 413 a\\nb        | a backslash does not survive in a data group
            OVERSIZE      | reject 413 ä            | only printable ASCII characters are safe in a record
            MAXIMUM_BYTES | 0    | a whole number from 1 to 999999999 is needed, without a sign or leading zeros
            RETRY_AFTER   | 1s   | a whole number from 0 to 999999999 is needed, without a sign or leading zeros
            HEADER        | X Route | a header's name is made of letters, digits and dashes, such as X-Llm-Route
            HEADER        | X-Route: | a header's name is made of letters, digits and dashes, such as X-Llm-Route
            COUNTERS      | yes  | this is either on or off
            COUNTERS      | ' '  | it is empty; remove the record to have the default
            """)
    void wrongValuesAreTold(Option option, String value, String sentence) {
        assertThat(option.problem(value)).contains(sentence);
    }
}
