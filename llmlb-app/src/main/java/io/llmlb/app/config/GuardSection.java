package io.llmlb.app.config;

import io.llmlb.core.guard.GuardSettings;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The mapping {@code guards} of a pool in the configuration file. */
final class GuardSection {
    private static final Duration MONTH = Duration.ofDays(31);
    private static final GuardSettings USUAL = GuardSettings.STANDARD;

    /** The keys that set a guard, by the guard's name. */
    private static final Map<String, List<String>> KEYS = Map.of(
            "hold-then-neutral", List.of("hold", "glide", "keep"),
            "saturation-freeze", List.of("full"),
            "soft-start", List.of("softStart", "softStartFrom"),
            "exploration-floor", List.of("floor"),
            "deadband", List.of("deadband"));

    private GuardSection() {}

    static GuardConfig read(Section section) {
        Duration second = Duration.ofSeconds(1);
        GuardSettings settings = new GuardSettings(
                section.optional("maxAge", text -> Values.duration(text, second, Duration.ofMinutes(10)))
                        .orElse(USUAL.maxAge()),
                section.optional("hold", text -> Values.duration(text, Duration.ZERO, MONTH))
                        .orElse(USUAL.hold()),
                section.optional("glide", text -> Values.duration(text, second, MONTH))
                        .orElse(USUAL.glide()),
                section.optional("keep", text -> Values.duration(text, second, MONTH))
                        .orElse(USUAL.keep()),
                section.optional("full", GuardSection::part).orElse(USUAL.full()),
                section.optional("softStartFrom", text -> Values.number(text, 0.001, 1))
                        .orElse(USUAL.softStartFrom()),
                section.optional("softStart", text -> Values.duration(text, second, Duration.ofHours(1)))
                        .orElse(USUAL.softStart()),
                section.optional("floor", GuardSection::part).orElse(USUAL.floor()),
                section.optional("deadband", GuardSection::part).orElse(USUAL.deadband()));
        List<String> without = section.values("without").orElse(List.of());
        check(section, without);
        section.end();
        return new GuardConfig(settings, without);
    }

    /** The key and value of each setting in effect. */
    static Map<String, Object> values(GuardConfig guards) {
        GuardSettings settings = guards.settings();
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("maxAge", Values.words(settings.maxAge()));
        values.put("hold", Values.words(settings.hold()));
        values.put("glide", Values.words(settings.glide()));
        values.put("keep", Values.words(settings.keep()));
        values.put("full", settings.full());
        values.put("softStartFrom", settings.softStartFrom());
        values.put("softStart", Values.words(settings.softStart()));
        values.put("floor", settings.floor());
        values.put("deadband", settings.deadband());
        guards.without().forEach(guard -> values.keySet().removeAll(KEYS.getOrDefault(guard, List.of())));
        values.put("without", guards.without());
        return values;
    }

    private static void check(Section section, List<String> without) {
        try {
            new GuardConfig(USUAL, without).guards();
        } catch (IllegalArgumentException unknown) {
            section.problem("without", String.valueOf(unknown.getMessage()));
        }
        for (String guard : without) {
            for (String key : KEYS.getOrDefault(guard, List.of())) {
                if (section.keys().contains(key)) {
                    section.problem(key, "it sets the guard " + guard + ", which is left out by \"without\"");
                }
            }
        }
    }

    private static double part(String text) {
        return Values.number(text, 0, 1);
    }
}
