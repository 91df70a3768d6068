package io.llmlb.delivery;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A document in Markdown.
 *
 * @param name its path from the project's root
 * @param snippets what stands between its fences, in order
 */
record Document(String name, List<Snippet> snippets) {
    private static final Pattern SNIPPET = Pattern.compile("(?ms)^```([^\n]*)\n(.*?)^```$");

    static Document read(String name) {
        String text = Project.text(name);
        List<Snippet> snippets = new ArrayList<>();
        Matcher found = SNIPPET.matcher(text);
        while (found.find()) {
            int line = (int) text.substring(0, found.start()).lines().count() + 1;
            snippets.add(new Snippet(name, line, found.group(1), found.group(2)));
        }
        return new Document(name, List.copyOf(snippets));
    }

    List<Snippet> of(String language) {
        return snippets.stream()
                .filter(snippet -> snippet.language().equals(language))
                .toList();
    }

    @Override
    public String toString() {
        return name;
    }
}
