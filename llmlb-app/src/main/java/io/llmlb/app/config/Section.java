package io.llmlb.app.config;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.constructor.StandardConstructor;
import org.snakeyaml.engine.v2.exceptions.DuplicateKeyException;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * One mapping of a YAML file, read strictly: a value that is wrong, a key that is missing, unknown or there twice becomes
 * a problem with its place, and reading goes on, so that all problems are found at once.
 */
public final class Section {
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
            if (!(entry.getKeyNode() instanceof ScalarNode scalar)) {
                file.problem(entry.getKeyNode(), path.isEmpty() ? "the file" : path, "a key is a single value");
                continue;
            }
            String key = scalar.getValue();
            if (entries.put(key, entry) != null) {
                file.problem(entry.getKeyNode(), under(key), "this key is there twice");
            }
        }
    }

    /** The value of a key that must be there. */
    public <T> Optional<T> required(String key, Function<String, T> reader) {
        Optional<T> value = optional(key, reader);
        if (value.isEmpty() && !entries.containsKey(key)) {
            missing(key);
        }
        return value;
    }

    /** The value of a key that may be there. */
    public <T> Optional<T> optional(String key, Function<String, T> reader) {
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

    /** Every key with its value, exactly as they are written. An empty value is one. */
    public Map<String, String> verbatim() {
        Map<String, String> all = new LinkedHashMap<>();
        entries.forEach((key, entry) -> {
            if (entry.getValueNode() instanceof ScalarNode scalar) {
                all.put(key, scalar.getValue());
            } else {
                file.problem(entry.getValueNode(), under(key), "a single value is expected here");
            }
        });
        asked.addAll(all.keySet());
        return all;
    }

    /** The single values of the list under a key that may be there. */
    public Optional<List<String>> values(String key) {
        return node(key).map(node -> {
            List<String> values = new ArrayList<>();
            if (node instanceof SequenceNode sequence) {
                sequence.getValue()
                        .forEach(item ->
                                scalar(item, under(key), Function.identity()).ifPresent(values::add));
            } else {
                file.problem(node, under(key), "a list is expected here");
            }
            file.note(node, under(key), ""); // the place of the list, not of its last value
            return values;
        });
    }

    /** What is under a key that may be there, as Java has it: a map, a list, a string, a number or a truth value. */
    public Optional<Object> data(String key) {
        return node(key).flatMap(node -> {
            String wrong = "a value is expected here";
            try {
                Object data = new StandardConstructor(LoadSettings.builder().build())
                        .constructSingleDocument(Optional.of(node));
                if (data != null) {
                    return Optional.of(data);
                }
            } catch (DuplicateKeyException twice) {
                wrong = "it has a key twice";
            } catch (YamlEngineException unreadable) {
                wrong = "it cannot be read as data";
            }
            file.problem(node, under(key), wrong);
            return Optional.empty();
        });
    }

    /** The mapping under a key. */
    public Optional<Section> section(String key) {
        return node(key).map(node -> {
            file.note(node, under(key), "");
            return new Section(file, under(key), node);
        });
    }

    /** The mapping under a key that must be there. */
    public Optional<Section> requiredSection(String key) {
        Optional<Section> section = section(key);
        if (section.isEmpty()) {
            missing(key);
        }
        return section;
    }

    /** Each mapping under a key that holds mappings by name. */
    void sections(String key, BiConsumer<String, Section> each) {
        requiredSection(key).ifPresent(section -> {
            section.entries.forEach((name, entry) -> {
                section.asked.add(name);
                each.accept(name, new Section(file, section.under(name), entry.getValueNode()));
            });
        });
    }

    /** Each mapping of the list under a key. */
    public List<Section> list(String key) {
        List<Section> items = new ArrayList<>();
        Optional<Node> node = node(key);
        if (node.isEmpty()) {
            missing(key);
            return items;
        }
        file.note(node.get(), under(key), "");
        if (node.get() instanceof SequenceNode sequence && !sequence.getValue().isEmpty()) {
            for (Node item : sequence.getValue()) {
                items.add(new Section(file, under(key) + "[" + items.size() + "]", item));
            }
        } else {
            file.problem(node.get(), under(key), "a list with at least one entry is expected here");
        }
        return items;
    }

    /** Adds a problem at a key of this mapping, or at the mapping itself when the key is not there. */
    public void problem(String key, String what) {
        NodeTuple entry = entries.get(key);
        file.problem(entry == null ? at : entry.getValueNode(), under(key), what);
    }

    /** Reports every key that nobody asked for. To be called last. */
    public void end() {
        entries.forEach((key, entry) -> {
            if (!asked.contains(key)) {
                String nearest = Spelling.nearest(key, asked)
                        .map(name -> ": did you mean " + name + "?")
                        .orElse(": the keys here are " + String.join(", ", asked));
                file.problem(entry.getKeyNode(), under(key), "unknown key" + nearest);
            }
        });
    }

    /** The keys that are there. */
    public Set<String> keys() {
        return Collections.unmodifiableSet(entries.keySet());
    }

    /** The line that this mapping begins in, from 1. */
    public int line() {
        return at.getStartMark().map(mark -> mark.getLine() + 1).orElse(1);
    }

    private void missing(String key) {
        if (at instanceof MappingNode) { // where there is no mapping, that is the problem, and it has been told
            file.problem(at, under(key), "this key is missing");
        }
    }

    private Optional<Node> node(String key) {
        if (!asked.contains(key)) {
            asked.add(key);
            file.ask(under(key));
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
            file.note(node, where, scalar.getValue());
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
