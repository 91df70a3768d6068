package io.llmlb.app.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * One mapping of a YAML file, read strictly: a value that is wrong, a key that is missing, unknown or there twice becomes
 * a problem with its place, and reading goes on, so that all problems are found at once.
 */
final class Section {
    private final YamlFile file;
    private final String path;
    private final Node at;
    private final Map<String, NodeTuple> entries = new LinkedHashMap<>();
    private final List<String> asked = new ArrayList<>();

    Section(YamlFile file, String path, Node node) {
        this.file = file;
        this.path = path;
        this.at = node;
        if (!(node instanceof MappingNode mapping)) {
            file.problem(node, path.isEmpty() ? "the file" : path, "a mapping of keys to values is expected here");
            return;
        }
        for (NodeTuple entry : mapping.getValue()) {
            String key = entry.getKeyNode() instanceof ScalarNode scalar ? scalar.getValue() : "?";
            if (entries.put(key, entry) != null) {
                file.problem(entry.getKeyNode(), under(key), "this key is there twice");
            }
        }
    }

    /** The value of a key that must be there. */
    <T> Optional<T> required(String key, Function<String, T> reader) {
        Optional<T> value = optional(key, reader);
        if (value.isEmpty() && !entries.containsKey(key)) {
            missing(key);
        }
        return value;
    }

    /** The value of a key that may be there. */
    <T> Optional<T> optional(String key, Function<String, T> reader) {
        return node(key).flatMap(node -> scalar(node, under(key), reader));
    }

    /** Every key with its value, whatever the keys are; but for those asked for by name. */
    Map<String, String> rest() {
        Map<String, String> rest = new LinkedHashMap<>();
        entries.forEach((key, entry) -> {
            if (!asked.contains(key)) {
                scalar(entry.getValueNode(), under(key), Function.identity()).ifPresent(text -> rest.put(key, text));
            }
        });
        asked.addAll(rest.keySet());
        return rest;
    }

    /** The mapping under a key. */
    Optional<Section> section(String key) {
        return node(key).map(node -> new Section(file, under(key), node));
    }

    /** Each mapping under a key that holds mappings by name. */
    void sections(String key, BiConsumer<String, Section> each) {
        Optional<Section> all = section(key);
        if (all.isEmpty()) {
            missing(key);
        }
        all.ifPresent(section -> {
            section.entries.forEach((name, entry) -> {
                section.asked.add(name);
                each.accept(name, new Section(file, section.under(name), entry.getValueNode()));
            });
        });
    }

    /** Each mapping of the list under a key. */
    List<Section> list(String key) {
        List<Section> items = new ArrayList<>();
        Optional<Node> node = node(key);
        if (node.isEmpty()) {
            missing(key);
        } else if (node.get() instanceof SequenceNode sequence
                && !sequence.getValue().isEmpty()) {
            for (Node item : sequence.getValue()) {
                items.add(new Section(file, under(key) + "[" + items.size() + "]", item));
            }
        } else {
            file.problem(node.get(), under(key), "a list with at least one entry is expected here");
        }
        return items;
    }

    /** Adds a problem at a key of this mapping, or at the mapping itself when the key is not there. */
    void problem(String key, String what) {
        NodeTuple entry = entries.get(key);
        file.problem(entry == null ? at : entry.getValueNode(), under(key), what);
    }

    /** Reports every key that nobody asked for. To be called last. */
    void end() {
        entries.forEach((key, entry) -> {
            if (!asked.contains(key)) {
                String nearest = Spelling.nearest(key, asked)
                        .map(name -> ": did you mean " + name + "?")
                        .orElse(": the keys here are " + String.join(", ", asked));
                file.problem(entry.getKeyNode(), under(key), "unknown key" + nearest);
            }
        });
    }

    private void missing(String key) {
        if (at instanceof MappingNode) { // where there is no mapping, that is the problem, and it has been told
            file.problem(at, under(key), "this key is missing");
        }
    }

    private Optional<Node> node(String key) {
        if (!asked.contains(key)) {
            asked.add(key);
        }
        return Optional.ofNullable(entries.get(key)).map(NodeTuple::getValueNode);
    }

    private <T> Optional<T> scalar(Node node, String where, Function<String, T> reader) {
        if (!(node instanceof ScalarNode scalar)) {
            file.problem(node, where, "a single value is expected here");
            return Optional.empty();
        }
        try {
            String text = file.expand(scalar.getValue());
            if (text.isBlank()) {
                throw new IllegalArgumentException("it is empty");
            }
            return Optional.of(reader.apply(text));
        } catch (IllegalArgumentException wrong) {
            file.problem(node, where, String.valueOf(wrong.getMessage()));
            return Optional.empty();
        }
    }

    private String under(String key) {
        return path.isEmpty() ? key : path + "." + key;
    }

    /** Where a node is, for people: line and column count from 1. */
    static String place(Optional<Mark> mark) {
        return mark.map(at -> (at.getLine() + 1) + ":" + (at.getColumn() + 1)).orElse("1:1");
    }
}
