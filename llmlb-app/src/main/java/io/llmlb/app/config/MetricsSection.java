package io.llmlb.app.config;

import io.llmlb.prometheus.PrometheusException;
import io.llmlb.prometheus.vllm.AddressMapping;
import java.nio.file.Path;
import java.time.Duration;
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
        Optional<Path> token = section.optional("tokenFile", Values::readable);
        Optional<Path> ca = section.optional("caFile", Values::readable);
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
        return new MetricsConfig(
                name,
                type.orElse(MetricsConfig.Type.SCRAPE),
                url.orElse(null),
                token.orElse(null),
                ca.orElse(null),
                addresses,
                namespace.orElse(null),
                atMostEvery,
                page);
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
        try {
            return AddressMapping.of(section.verbatim());
        } catch (PrometheusException wrong) {
            String message = String.valueOf(wrong.getMessage());
            String key = section.keys().stream()
                    .filter(message::contains)
                    .findFirst()
                    .orElseGet(() -> section.keys().iterator().next());
            section.problem(key, message);
            return AddressMapping.NONE;
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
        return text;
    }
}
