package io.llmlb.app.rules;

import io.llmlb.rules.form.RuleFile;
import io.llmlb.rules.form.RuleForm;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/** The forms that a file of rules can have. */
public enum FileForm {
    /** With steps as keys. */
    YAML {
        @Override
        String write(RuleFile file) {
            return YamlRules.write(file);
        }
    },
    /** The object of iControl REST. */
    JSON {
        @Override
        String write(RuleFile file) {
            return RuleForm.ICONTROL_JSON.write(file);
        }
    },
    /** The text of BIG-IP's own configuration. */
    TMSH {
        @Override
        String write(RuleFile file) {
            return RuleForm.TMSH.write(file);
        }
    };

    /**
     * The text of a file that is read as an equal one.
     *
     * @throws io.llmlb.rules.form.RuleFileException when the form cannot hold it
     */
    abstract String write(RuleFile file);

    /** By content. */
    static FileForm of(String text) {
        return RuleForm.of(text)
                .map(form -> form == RuleForm.TMSH ? TMSH : JSON)
                .orElse(YAML);
    }

    /** By the ending of a file's name. */
    static Optional<FileForm> byEnding(Path path) {
        String name = path.toString().toLowerCase(Locale.ROOT);
        String ending = name.substring(name.lastIndexOf('.') + 1);
        return switch (ending) {
            case "yaml", "yml" -> Optional.of(YAML);
            case "json" -> Optional.of(JSON);
            case "conf", "tmsh" -> Optional.of(TMSH);
            default -> Optional.empty();
        };
    }
}
