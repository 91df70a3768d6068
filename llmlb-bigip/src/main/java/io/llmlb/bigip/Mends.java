package io.llmlb.bigip;

import java.util.List;
import java.util.Locale;

/** What the reader of a refusal can do about it, by the device's own words. */
final class Mends {
    private static final String FOLDER =
            "That partition or folder does not exist on this device: create it, or use /Common";

    /** The first that the device's text holds counts; letter case does not. */
    private static final List<Mend> ALL = List.of(
            new Mend("html tag-like content", "Write it without <...>: the device takes that for HTML"),
            new Mend("01070151", "Nothing was changed: correct the iRule and write it again"),
            new Mend("requested folder (", FOLDER),
            new Mend("folder does not exist", FOLDER),
            new Mend("already exists", "Nothing was changed: read what is there, or use another name"),
            new Mend("requested value list (", "Create the data group first"),
            new Mend("requested rule (", "Write the iRule first"),
            new Mend("requested irule (", "Write the iRule first"),
            new Mend("requested virtual server (", "Check the virtual server's full path"),
            new Mend("requested profile (", "Check the profile's full path"));

    private Mends() {}

    private record Mend(String words, String mend) {}

    /** The mend for a refusal; empty when none is known. */
    static String of(String deviceText) {
        String lower = deviceText.toLowerCase(Locale.ROOT);
        return ALL.stream()
                .filter(mend -> lower.contains(mend.words))
                .map(Mend::mend)
                .findFirst()
                .orElse("");
    }
}
