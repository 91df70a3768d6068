package io.llmlb.app.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.deque.html.axecore.results.Rule;
import com.deque.html.axecore.selenium.AxeBuilder;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.llmlb.app.Version;
import java.io.InputStream;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;

/** The status page in a real browser while a demo plays. */
@Tag("process")
@Timeout(120)
class StatusPageTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private static RunningDemo demo;
    private static Chromium chromium;
    private static URI page;

    @BeforeAll
    static void open() throws Exception {
        demo = new RunningDemo(Duration.ofSeconds(75));
        chromium = new Chromium();
        page = demo.page();
    }

    @AfterAll
    static void close() throws Exception {
        try {
            chromium.close();
        } finally {
            demo.end();
        }
    }

    @BeforeEach
    void load() {
        chromium.look(1280, 900, "light");
        chromium.open(page);
        chromium.until(driver -> chromium.texts("#members tbody tr").size() == 3);
    }

    @AfterEach
    void nothingIsWrongAndNothingComesFromElsewhere() {
        assertThat(chromium.complaints()).isEmpty();
        assertThat(chromium.requests())
                .isNotEmpty()
                .allMatch(url -> url.startsWith(page.toString())
                        || url.startsWith("data:")
                        || url.startsWith("about:")
                        || url.startsWith("chrome"));
    }

    private static JsonNode api(String path) throws Exception {
        try (InputStream answer = page.resolve(path).toURL().openStream()) {
            return JSON.readTree(answer);
        }
    }

    @Test
    void itShowsWhatTheApiTells() throws Exception {
        List<String> pools = new ArrayList<>();
        api("/api/v1/status")
                .path("pools")
                .forEach(pool -> pools.add(pool.path("pool").asText()));
        assertThat(pools).hasSize(3);
        assertThat(chromium.texts("#pools .name")).containsExactly("highend_gpt", "lowend_gpt", "flight_agent");
        assertThat(chromium.find("#pool-path").getText()).startsWith(pools.get(0) + " on https://");
        assertThat(chromium.texts("#members tbody th .label")).containsExactlyInAnyOrder("a100-1", "a100-2", "a10-1");
        assertThat(chromium.find("#health").getText()).isEqualTo("All is well");
        assertThat(chromium.texts("#pool-facts dt")).contains("BIG-IP", "metrics", "strategy", "guards");
        chromium.until(driver -> chromium.texts("#members tbody td[data-label='KV cache'] .value").stream()
                .allMatch(text -> text.endsWith("%")));
        assertThat(chromium.texts("#explain-members tbody tr")).hasSize(3);
        assertThat(chromium.find("footer").getText()).startsWith("llmlb " + Version.TEXT);
        assertThat(chromium.find("#shares").getDomAttribute("aria-label")).contains("a100-1");
        assertThat((Long) chromium.run("return document.querySelectorAll('.chart canvas').length"))
                .isEqualTo(2);
    }

    @Test
    void itChangesWithoutBeingLoadedAnew() {
        chromium.run("window.loadedOnce = true");
        String cycle = chromium.find("#pool-facts").getText();
        chromium.until(driver -> !chromium.find("#pool-facts").getText().equals(cycle));
        // The demo's second act: ratios that are no longer 1, and an event that says why.
        chromium.until(driver -> chromium.texts("#members .ratio").stream().anyMatch(text -> !text.equals("1"))
                && chromium.texts("#events .kind").contains("ratio"));
        assertThat(chromium.run("return window.loadedOnce")).isEqualTo(true);
        assertThat(chromium.find("#link").getText()).isEqualTo("live");
    }

    @Test
    void anEarlierCycleIsExplained() {
        chromium.until(driver -> (Boolean) chromium.run("return Number(document.getElementById('moment').max) > 3"));
        WebElement moment = chromium.find("#moment");
        moment.sendKeys(Keys.HOME);
        chromium.until(driver -> chromium.find("#explain-title").getText().startsWith("Why: the cycle of "));
        chromium.find("#as-text summary").click();
        chromium.until(driver -> chromium.find("#explain-text").getText().startsWith("pool /vllm/Shared/highend_gpt"));
        chromium.find("#latest").click();
        chromium.until(driver -> chromium.find("#explain-title").getText().equals("Why: the latest cycle"));
    }

    @Test
    void aBodyIsTriedOnTheRules() {
        WebElement body = chromium.find("#body");
        body.clear();
        body.sendKeys("{\"model\": \"HighEndGPT\", \"stream\": false}");
        chromium.find("#rules-form button").click();
        chromium.until(driver -> chromium.find("#decision").getText().contains("lowend_gpt"));
        assertThat(chromium.find("#decision").getText()).contains("Steps 1 → 2 → 5");
        assertThat(chromium.texts("#steps li").get(0)).contains("if .model matches_glob *GPT");
        body.clear();
        body.sendKeys("<img src=x onerror=alert(1)>");
        chromium.find("#rules-form button").click();
        chromium.until(driver -> chromium.find("#decision").getText().contains("No decision"));
        assertThat(chromium.texts("#rules img")).isEmpty();
    }

    @Test
    void anotherPoolHasAnAddressOfItsOwn() {
        chromium.find("#pools li:nth-child(3) a").click();
        chromium.until(driver -> chromium.find("#pool-title").getText().equals("flight_agent"));
        chromium.until(driver -> chromium.texts("#members tbody tr").size() == 2);
        assertThat(chromium.driver().getCurrentUrl()).contains("#~vllm~Shared~flight_agent");
        chromium.driver().navigate().refresh();
        chromium.until(driver -> chromium.find("#pool-title").getText().equals("flight_agent"));
    }

    @Test
    void theKeyboardReachesEverything() {
        Set<String> reached = new LinkedHashSet<>();
        for (int i = 0; i < 60; i++) {
            WebElement active = chromium.driver().switchTo().activeElement();
            active.sendKeys(Keys.TAB);
            Object where = chromium.run("const e = document.activeElement; return e.id || e.className || e.tagName");
            reached.add(String.valueOf(where));
        }
        assertThat(reached).contains("skip", "moment", "latest", "body");
        assertThat((String) chromium.run("document.querySelector('#pools a').focus();"
                        + "return getComputedStyle(document.querySelector('#pools a')).outlineStyle"))
                .isNotNull();
    }

    @ParameterizedTest
    @CsvSource({"1280, light", "1280, dark", "390, light", "390, dark"})
    void itIsReadableAndAccessible(int width, String scheme) {
        chromium.look(width, 900, scheme);
        chromium.open(page);
        chromium.until(driver -> chromium.texts("#members tbody tr").size() == 3
                && chromium.texts("#explain-members tbody tr").size() == 3);

        long overflow = (Long) chromium.run("return document.documentElement.scrollWidth - window.innerWidth");
        assertThat(overflow).isLessThanOrEqualTo(0);
        String ground = (String) chromium.run("return getComputedStyle(document.body).backgroundColor");
        assertThat(ground).isEqualTo(scheme.equals("dark") ? "rgb(18, 24, 28)" : "rgb(251, 251, 250)");
        List<Rule> findings = new AxeBuilder().analyze(chromium.driver()).getViolations();
        assertThat(findings.stream()
                        .filter(rule -> List.of("serious", "critical").contains(rule.getImpact()))
                        .map(rule -> rule.getId() + ": " + rule.getHelp() + " " + rule.getNodes()))
                .isEmpty();
    }
}
