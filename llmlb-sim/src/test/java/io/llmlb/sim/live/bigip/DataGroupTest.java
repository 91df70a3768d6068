package io.llmlb.sim.live.bigip;

import static io.llmlb.sim.live.bigip.Management.LTM;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Data groups and their records, written over iControl. */
class DataGroupTest {
    private static final String GROUPS = LTM + "/data-group/internal";
    private static final String G = GROUPS + "/~Common~g";
    private static final BigIpEmulator BIG_IP = BigIpEmulator.builder().start();
    private Management management;

    @BeforeEach
    void beginAnew() throws Exception {
        management = new Management(BIG_IP);
        management.call("DELETE", G, "");
    }

    @AfterAll
    static void close() {
        BIG_IP.close();
    }

    @Test
    void recordsOfADataGroupAreSortedAndReplacedAsAWhole() {
        management.ok(
                "POST",
                GROUPS,
                "{\"name\":\"g\",\"type\":\"string\",\"records\":[{\"name\":\"2\",\"data\":\"b\"},{\"name\":\"10\"}]}");
        assertThat(management.get(G).path("records").toString())
                .isEqualTo("[{\"name\":\"10\",\"data\":\"\"},{\"name\":\"2\",\"data\":\"b\"}]");
        management.ok("PUT", G, "{\"type\":\"string\",\"records\":[{\"name\":\"k\",\"data\":\"v\"}]}");
        assertThat(BIG_IP.dataGroup("/Common/g").orElseThrow().records()).isEqualTo(Map.of("k", "v"));
        assertThat(management.error(400, "PATCH", G, "{\"type\":\"ip\",\"records\":[]}"))
                .isEqualTo("type may not be modified");
        assertThat(management.error(400, "PATCH", G, "{\"records\":[{\"name\":\"a\"},{\"name\":\"a\"}]}"))
                .isEqualTo("duplicate record \"a\"");
        management.error(400, "PATCH", G, "{\"records\":[{\"name\":\"" + "a".repeat(65_521) + "\"}]}");
        management.error(400, "PATCH", G, "{}");
        JsonNode empty = management.ok("PATCH", G, "{\"records\":[]}");
        assertThat(empty.has("records")).isFalse();
        management.call("DELETE", G, "");
        assertThat(management.error(404, "GET", G, ""))
                .isEqualTo("01020036:3: The requested value list (/Common/g) was not found.");
    }

    @Test
    void recordsAreChangedOneByOneWithTmshText() {
        management.ok(
                "POST", GROUPS, "{\"name\":\"g\",\"type\":\"string\",\"records\":[{\"name\":\"k1\",\"data\":\"v1\"}]}");
        options("records add { k2 { data \"json .model match *GPT ? 20 : 30\" } k3 { } }");
        assertThat(BIG_IP.dataGroup("/Common/g").orElseThrow().records())
                .isEqualTo(Map.of("k1", "v1", "k2", "json .model match *GPT ? 20 : 30", "k3", ""));
        options("records modify { k3 { data v\\ 3\\\" } }");
        options("records delete { k1 k2 }");
        assertThat(BIG_IP.dataGroup("/Common/g").orElseThrow().records()).isEqualTo(Map.of("k3", "v 3\""));
        for (String wrong : List.of(
                "records",
                "records add",
                "records add { a",
                "records wipe { a }",
                "records add { a { data } }",
                "records add { \"a }",
                "other add { a }",
                "records delete { k3 } }")) {
            assertThat(management.error(400, "PATCH", G + "?options=" + Management.encoded(wrong), "{}"))
                    .as(wrong)
                    .startsWith("Syntax Error");
        }
        management.error(404, "PATCH", G + "?options=" + Management.encoded("records modify { a { data b } }"), "{}");
        management.error(409, "PATCH", G + "?options=" + Management.encoded("records add { k3 }"), "{}");
        assertThat(management.error(400, "PATCH", G + "?options=" + Management.encoded("records add { <b> }"), "{}"))
                .isEqualTo("HTML Tag-like Content in the Request URL/Body");
        assertThat(BIG_IP.dataGroup("/Common/g").orElseThrow().records()).isEqualTo(Map.of("k3", "v 3\""));
    }

    @Test
    void aRuleAsARecordSurvivesTmshText() {
        String step = "if .input[0].content[0].text matches_glob '*a flight*' then 2 else 3";
        management.ok("POST", GROUPS, "{\"name\":\"g\",\"type\":\"string\"}");
        options("records add { start { data 1 } 1 { data \"" + step + "\" } 2 { data \"selectPool /P/a\" } }");
        options("records modify { 2 { data \"reject 429 'say \\\"please\\\" [1]; {2} $3'\" } }");
        options("records modify { start { data .input\\[0\\] } }");
        assertThat(BIG_IP.dataGroup("/Common/g").orElseThrow().records())
                .isEqualTo(Map.of("start", ".input[0]", "1", step, "2", "reject 429 'say \"please\" [1]; {2} $3'"));
    }

    @Test
    void aDataGroupOfAWrongShapeIsRefused() {
        assertThat(management.error(400, "POST", GROUPS, "{\"name\":\"g\",\"type\":\"text\"}"))
                .isEqualTo("invalid property value \"type\":\"text\"");
        management.error(400, "POST", GROUPS, "{\"name\":\"g\"}");
        management.ok("POST", GROUPS, "{\"name\":\"g\",\"type\":\"string\",\"records\":[{\"name\":\"a\"}]}");
        for (String records : List.of(
                "{\"a\":\"b\"}",
                "\"a\"",
                "null",
                "[1]",
                "[null]",
                "[[\"a\"]]",
                "[{\"key\":\"a\",\"value\":\"b\"}]",
                "[{\"name\":{\"a\":1}}]",
                "[{\"name\":\"a\",\"data\":{\"b\":1}}]",
                "[{\"name\":\"a\",\"data\":[\"b\"]}]")) {
            assertThat(management.error(400, "PATCH", G, "{\"records\":" + records + "}"))
                    .as(records)
                    .startsWith("invalid property value \"records\"");
        }
        assertThat(BIG_IP.dataGroup("/Common/g").orElseThrow().records()).isEqualTo(Map.of("a", ""));
    }

    private void options(String text) {
        management.ok("PATCH", G + "?options=" + Management.encoded(text), "{}");
    }
}
