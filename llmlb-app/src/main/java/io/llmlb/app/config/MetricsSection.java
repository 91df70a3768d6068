package io.llmlb.app.config;

import io.llmlb.prometheus.PrometheusException;
import io.llmlb.prometheus.vllm.AddressMapping;
import io.llmlb.prometheus.vllm.ScrapeMetricsSource;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** One entry under {@code metrics} in the configuration file. */
final class MetricsSection {
    private static final Set<String> OF_PROMETHEUS = Set.of("url", "namespace", "atMostEvery");
    private static final Set<String> OF_SCRAPE = Set.of("port", "path", "tls");

    private MetricsSection() {}

    static MetricsConfig read(String name, Section section) {
        Optional<MetricsConfig.Type> type = section.required("type", MetricsSection::type);
        Optional<String> url = section.optional("url", Values::prometheus);
        Optional<Path> token = section.optional("tokenFile", Values::secret);
        Optional<Path> ca = section.optional("caFile", Values::certificates);
        Optional<String> namespace = section.optional("namespace", LeaseConfig::name);
        Duration atMostEvery = section.optional("atMostEvery", Values::interval).orElse(Duration.ZERO);
        MetricsConfig.Page page = new MetricsConfig.Page(
                section.optional("port", text -> Values.integer(text, 1, 65_535))
                        .orElse(0),
                section.optional("path", MetricsSection::path).orElse(MetricsConfig.Page.USUAL.path()),
                section.optional("tls", Values::yes).orElse(false));
        AddressMapping addresses =
                section.section("addresses").map(MetricsSection::addresses).orElse(AddressMapping.NONE);
        type.ifPresent(known -> check(section, known, url.isPresent()));
        section.end();
        MetricsConfig metrics = new MetricsConfig(
                name,
                type.orElse(MetricsConfig.Type.SCRAPE),
                url.orElse(null),
                token.orElse(null),
                ca.orElse(null),
                addresses,
                namespace.orElse(null),
                atMostEvery,
                page);
        type.ifPresent(known -> checkTogether(section, metrics));
        return metrics;
    }

    private static void checkTogether(Section section, MetricsConfig metrics) {
        boolean scrape = metrics.type() == MetricsConfig.Type.SCRAPE;
        String url = metrics.url();
        boolean secured = scrape ? metrics.page().tls() : url == null || Values.isSecured(url);
        if (metrics.caFile() != null && !secured) {
            section.problem(
                    "caFile",
                    "there is no certificate to check: " + (scrape ? "say tls: true" : "use an https URL")
                            + ", or leave it out");
        }
        if (scrape) {
            try {
                ScrapeMetricsSource.builder("any").addresses(metrics.addresses());
            } catch (PrometheusException noHost) {
                section.problem("addresses", String.valueOf(noHost.getMessage()));
            }
        }
    }

    private static void check(Section section, MetricsConfig.Type type, boolean hasUrl) {
        boolean scrape = type == MetricsConfig.Type.SCRAPE;
        for (String key : scrape ? OF_PROMETHEUS : OF_SCRAPE) {
            if (section.keys().contains(key)) {
                section.problem(
                        key,
                        scrape
                                ? "a scrape asks the members themselves, so it has no " + key
                                : "Prometheus does the scraping, so there is no " + key);
            }
        }
        if (!scrape && !hasUrl && !section.keys().contains("url")) {
            section.problem("url", "this key is missing: it is the base URL of Prometheus or Thanos");
        }
    }

    private static AddressMapping addresses(Section section) {
        Map<String, String> targets = section.rest();
        targets.entrySet().removeIf(entry -> !isRight(section, entry.getKey(), Map.ofEntries(entry)));
        String any = targets.keySet().stream().findFirst().orElse("");
        return isRight(section, any, targets) ? AddressMapping.of(targets) : AddressMapping.NONE;
    }

    private static boolean isRight(Section section, String key, Map<String, String> targets) {
        try {
            AddressMapping.of(targets);
            return true;
        } catch (PrometheusException wrong) {
            section.problem(key, String.valueOf(wrong.getMessage()));
            return false;
        }
    }

    private static MetricsConfig.Type type(String text) {
        return switch (text) {
            case "prometheus" -> MetricsConfig.Type.PROMETHEUS;
            case "scrape" -> MetricsConfig.Type.SCRAPE;
            default ->
                throw new IllegalArgumentException("a type is prometheus or scrape, but this is \"" + text + "\"");
        };
    }

    private static String path(String text) {
        if (!text.startsWith("/")) {
            throw new IllegalArgumentException("a path begins with a slash, but this is \"" + text + "\"");
        }
        URI.create(text); // refuses blanks and the like, as the client would
        return text;
    }
}
