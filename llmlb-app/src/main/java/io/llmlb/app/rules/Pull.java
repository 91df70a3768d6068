package io.llmlb.app.rules;

import io.llmlb.app.config.ConfigException;
import io.llmlb.app.config.InputFile;
import io.llmlb.app.config.Values;
import io.llmlb.bigip.BigIp;
import io.llmlb.bigip.DataGroup;
import io.llmlb.rules.form.DeviceRecords;
import io.llmlb.rules.form.RuleFile;
import io.llmlb.rules.form.RuleFileException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The rules that a BIG-IP holds, to be kept in a file. */
public final class Pull {
    private final String place;
    private final RuleFile rules;

    private Pull(String place, RuleFile rules) {
        this.place = place;
        this.rules = rules;
    }

    /**
     * Reads a data group, whatever it holds.
     *
     * @throws RulesException when there is none of that name
     * @throws io.llmlb.bigip.BigIpException when it cannot be read
     */
    public static Pull from(BigIp device, String dataGroup) {
        String place = device.url() + dataGroup;
        DataGroup group = device.dataGroups()
                .read(dataGroup)
                .orElseThrow(() -> new RulesException(
                        place,
                        "there is no such data group, or this user cannot see it",
                        "Name one with --data-group"));
        Map<String, String> sorted = new TreeMap<>(StepOrder.NATURAL);
        sorted.putAll(new DeviceRecords(group.path(), group.records()).rules().records());
        return new Pull(place, new RuleFile(group.path(), new LinkedHashMap<>(sorted)));
    }

    /** The records, in the order of steps. */
    public Map<String, String> records() {
        return rules.records();
    }

    /**
     * The text of a file.
     *
     * @throws RulesException when the form cannot hold the records
     */
    public String text(FileForm form) {
        try {
            return form.write(rules);
        } catch (RuleFileException unwritable) {
            throw new RulesException(
                    place, String.valueOf(unwritable.getMessage()), "--form yaml holds any record", unwritable);
        }
    }

    /**
     * Writes a file, unless it holds these records already: then it stays as it is, with its comments and its name.
     *
     * @param form by default that of the file, else that of its ending, else YAML
     * @param force whether to write over a file that holds anything else
     * @return whether it was written
     * @throws RulesException when it holds something else, or cannot be written
     */
    public boolean into(Path file, Optional<FileForm> form, boolean force) {
        boolean there = Files.exists(file);
        String text = there ? InputFile.text(file) : "";
        Optional<FileForm> present = text.isBlank() ? Optional.empty() : Optional.of(FileForm.of(text));
        FileForm wanted =
                form.or(() -> present).or(() -> FileForm.byEnding(file)).orElse(FileForm.YAML);
        if (present.isPresent()) {
            if (present.get() == wanted && holdsThese(file)) {
                return false;
            }
            if (!force) {
                throw new RulesException(
                        file.toString(),
                        "this file holds something else than " + place + ", so it was left as it is",
                        "Compare them with llmlb rules diff; --force writes over it");
            }
        }
        try {
            Files.writeString(file, text(wanted));
            return true;
        } catch (IOException unwritable) {
            throw new RulesException(
                    file.toString(), "the file cannot be written (" + Values.why(unwritable) + ")", "", unwritable);
        }
    }

    private boolean holdsThese(Path file) {
        try {
            return RuleFiles.read(file).records().equals(rules.records());
        } catch (ConfigException noRules) {
            return false;
        }
    }
}
