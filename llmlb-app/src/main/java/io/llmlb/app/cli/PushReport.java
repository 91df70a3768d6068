package io.llmlb.app.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.llmlb.app.rules.Difference;
import io.llmlb.app.rules.DifferenceText;
import io.llmlb.rules.RuleProblem;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a push tells: lines as it happens, or one object at the end. */
final class PushReport {
    private final PrintWriter out;
    private final Output output;
    private final Map<String, Object> data = new LinkedHashMap<>();
    private final List<String> warnings = new ArrayList<>();
    private final List<String> would = new ArrayList<>();
    private final List<String> done = new ArrayList<>();
    private final List<String> undo = new ArrayList<>();

    PushReport(PrintWriter out, Output output) {
        this.out = out;
        this.output = output;
    }

    void problems(Path file, int records, List<RuleProblem> problems) {
        data.put("file", file.toString());
        data.put("problems", problems);
        RulesCheckCommand.lines(file, records, problems).forEach(this::line);
    }

    void difference(String bigip, Difference difference) {
        data.put("bigip", bigip);
        data.put("difference", DifferenceText.data(difference));
        line("on " + bigip + ":");
        DifferenceText.lines(difference).forEach(this::line);
    }

    void warning(String sentence) {
        warnings.add(sentence);
        line("warning: " + sentence);
    }

    void instead(List<String> lines) {
        if (!lines.isEmpty()) {
            data.put("instead", lines);
            lines.forEach(this::line);
        }
    }

    void would(String what) {
        would.add(what);
        line(what);
    }

    void done(String what) {
        done.add(what);
        line(what);
    }

    void kept(Path file) {
        undo.add(file.toString());
        line("what was there before is in " + file);
    }

    void note(String sentence) {
        line(sentence);
    }

    void failed(String why) {
        data.put("problem", why);
    }

    /** To be called last, however it ended. */
    void end(boolean dryRun, boolean saved) throws JsonProcessingException {
        data.put("dryRun", dryRun);
        data.put("warnings", warnings);
        data.put("would", would);
        data.put("done", done);
        data.put("undo", undo);
        data.put("saved", saved);
        if (output == Output.JSON) {
            out.println(new ObjectMapper().writeValueAsString(data));
        }
    }

    private void line(String text) {
        if (output == Output.TEXT) {
            out.println(text);
            out.flush();
        }
    }
}
