package io.llmlb.app.rules;

import io.llmlb.app.config.ConfigException;
import io.llmlb.app.config.InputFile;
import io.llmlb.rules.RuleProblem;
import io.llmlb.rules.RuleProblem.Severity;
import io.llmlb.rules.RuleSet;
import io.llmlb.rules.Target;
import io.llmlb.rules.form.RuleFile;
import io.llmlb.rules.form.RuleFileException;
import io.llmlb.rules.form.RuleForm;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Reads rule sets from files, whose form shows in their content: BIG-IP's text, iControl JSON or YAML. */
public final class RuleFiles {
    private RuleFiles() {}

    /**
     * Reads a file without judging its rules.
     *
     * @throws ConfigException with line and column, when it cannot be read or holds no rule set
     */
    public static RuleFile read(Path path) {
        String text = InputFile.text(path);
        Optional<RuleForm> form = RuleForm.of(text);
        if (form.isEmpty()) {
            return YamlRules.read(path);
        }
        try {
            return form.get().read(text);
        } catch (RuleFileException wrong) {
            throw new ConfigException(
                    path.toString(),
                    List.of(path + ":" + wrong.line() + ":" + wrong.column() + ": " + wrong.getMessage()));
        }
    }

    /**
     * Reads a file, ready to decide.
     *
     * @throws ConfigException naming everything that is wrong, in the file or in its rules
     */
    public static RuleSet compile(Path path) {
        return compile(path, Target.JAVA);
    }

    /**
     * Reads a file that is to be decided there, ready to decide.
     *
     * @throws ConfigException naming everything that is wrong, in the file or in its rules
     */
    public static RuleSet compile(Path path, Target target) {
        RuleFile file = read(path);
        List<String> errors = RuleSet.check(file.records(), target).stream()
                .filter(problem -> problem.severity() == Severity.ERROR)
                .map(problem -> place(path, problem) + ": " + problem.sentence())
                .toList();
        if (!errors.isEmpty()) {
            throw new ConfigException(path.toString(), errors);
        }
        return RuleSet.compile(file.records());
    }

    /** Where a problem is: {@code FILE:record:column}, as far as it has a place. */
    public static String place(Path path, RuleProblem problem) {
        return path
                + (problem.record().isEmpty() ? "" : ":" + problem.record())
                + (problem.column() == 0 ? "" : ":" + problem.column());
    }
}
