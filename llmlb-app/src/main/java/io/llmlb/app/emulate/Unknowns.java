package io.llmlb.app.emulate;

import io.llmlb.app.config.Section;
import io.llmlb.app.config.Values;
import io.llmlb.sim.model.bigip.DataPlaneOptions;
import io.llmlb.sim.model.bigip.DataPlaneOptions.Rotation;
import io.llmlb.sim.model.bigip.ManagementOptions;
import io.llmlb.sim.model.bigip.ManagementOptions.Quirk;
import io.llmlb.sim.model.bigip.Member;
import io.llmlb.sim.model.bigip.OneConnect;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/** What is not known of a BIG-IP, as keys of a file. The keys of yes-or-no unknowns are their constants' names. */
final class Unknowns {
    private Unknowns() {}

    static ManagementOptions management(Section section) {
        ManagementOptions none = ManagementOptions.DEFAULT;
        ManagementOptions options = none.withRatioMaximum(
                        section.optional("ratioMaximum", text -> Values.integer(text, 1, Member.MAX_RATIO))
                                .orElse(none.ratioMaximum()))
                .withAs3Gap(section.optional("as3Gap", Values::duration).orElse(none.as3Gap()))
                .withTransactionTimeout(
                        section.optional("transactionTimeout", Values::interval).orElse(none.transactionTimeout()));
        for (Quirk quirk : Quirk.values()) {
            Optional<Boolean> so = section.optional(camelCase(quirk), Values::yes);
            options = so.isPresent() ? options.with(quirk, so.get()) : options;
        }
        section.end();
        return options;
    }

    static DataPlaneOptions dataPlane(Section section) {
        DataPlaneOptions none = DataPlaneOptions.DEFAULT;
        DataPlaneOptions options = none.withTmms(section.optional("tmms", text -> Values.integer(text, 1, 64))
                        .orElse(none.tmms()))
                .withRotation(section.optional("rotation", Unknowns::rotation).orElse(none.rotation()))
                .withRestartOnWrite(
                        section.optional("restartOnWrite", Values::yes).orElse(none.restartOnWrite()))
                .withConnectionsPerTmm(
                        section.optional("connectionsPerTmm", Values::yes).orElse(none.connectionsPerTmm()))
                .withIdleConnectionsCount(
                        section.optional("idleConnectionsCount", Values::yes).orElse(none.idleConnectionsCount()))
                .withCutStreamsOfDeleted(
                        section.optional("cutStreamsOfDeleted", Values::yes).orElse(none.cutStreamsOfDeleted()))
                .withOversizeCountsAsMissing(section.optional("oversizeCountsAsMissing", Values::yes)
                        .orElse(none.oversizeCountsAsMissing()));
        section.end();
        return options;
    }

    static OneConnect oneConnect(Section section) {
        OneConnect none = OneConnect.DEFAULT;
        Duration age = section.optional("maximumAge", Values::duration).orElse(none.maximumAge());
        int reuse = section.optional("maximumReuse", text -> Values.integer(text, 1, Integer.MAX_VALUE))
                .orElse(none.maximumReuse());
        Duration idle = section.optional("idleTimeout", Values::duration).orElse(none.idleTimeout());
        boolean retry = section.optional("retryLost", Values::yes).orElse(none.retryLost());
        section.end();
        return new OneConnect(age, reuse, idle, retry);
    }

    private static Rotation rotation(String text) {
        for (Rotation rotation : Rotation.values()) {
            if (rotation.name().equalsIgnoreCase(text)) {
                return rotation;
            }
        }
        throw new IllegalArgumentException("this is rounds, smooth or random, but it is \"" + text + "\"");
    }

    private static String camelCase(Quirk quirk) {
        StringBuilder text = new StringBuilder();
        for (String word : quirk.name().toLowerCase(Locale.ROOT).split("_", -1)) {
            text.append(text.length() == 0 ? word : word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1));
        }
        return text.toString();
    }
}
