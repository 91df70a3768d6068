package io.llmlb.app.rules;

import io.llmlb.rules.irule.InferenceBodyBasedRouting;
import java.util.List;
import java.util.Optional;

/**
 * How a BIG-IP differs from what is wanted.
 *
 * @param dataGroup full path of the data group that is meant
 * @param absent whether it is not there
 * @param records of it
 * @param irule the state of the iRule, asked for or not
 * @param attachment what the virtual server lacks, if one is meant
 * @param options of the iRule
 */
public record Difference(
        String dataGroup,
        boolean absent,
        List<RecordChange> records,
        Irule irule,
        Optional<Attachment> attachment,
        List<RecordChange> options) {
    /** How the iRule on the device compares to this program's. */
    public enum Irule {
        /** The same text. */
        SAME,
        /** Another text. */
        DIFFERS,
        /** It is not there. */
        ABSENT
    }

    /** Copies the lists. */
    public Difference {
        records = List.copyOf(records);
        options = List.copyOf(options);
    }

    static Difference between(Found found, Wanted wanted) {
        return new Difference(
                wanted.dataGroup(),
                found.group().isEmpty(),
                RecordChange.between(found.records(), wanted.records()),
                irule(found.irule()),
                wanted.virtual().flatMap(found::server).map(server -> Attachment.of(server, wanted.jsonProfile())),
                options(found, wanted));
    }

    /** Whether all that was asked about is as it is wanted. */
    public boolean none(boolean iruleToo) {
        return !absent
                && records.isEmpty()
                && options.isEmpty()
                && attachment.map(Attachment::complete).orElse(true)
                && (!iruleToo || irule == Irule.SAME);
    }

    /** How an iRule on the device, if there is one, compares to this program's. */
    public static Irule irule(Optional<String> text) {
        // A device may drop blanks and ends of lines around the text.
        return text.map(there -> there.replace("\r\n", "\n")
                                .strip()
                                .equals(InferenceBodyBasedRouting.text().strip())
                        ? Irule.SAME
                        : Irule.DIFFERS)
                .orElse(Irule.ABSENT);
    }

    private static List<RecordChange> options(Found found, Wanted wanted) {
        return wanted.optionRecords(found.options()).entrySet().stream()
                .filter(record -> !record.getValue().equals(found.options().get(record.getKey())))
                .map(record ->
                        new RecordChange(record.getKey(), found.options().get(record.getKey()), record.getValue()))
                .toList();
    }
}
