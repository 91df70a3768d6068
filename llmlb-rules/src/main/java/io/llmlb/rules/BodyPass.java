package io.llmlb.rules;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One pass over one body. Used once, by one thread. It descends only along watched paths, so it is never deeper than a
 * path is long. An element that is watched in more than one way (by its index and by {@code [*]}, or counted from the end,
 * which shows only when the array ends) is read again from where it begins; so is a value that both a path and a derived
 * field want. Each way costs at most one more look at those bytes.
 */
final class BodyPass {
    /** The most values that a path with {@code [*]} may find; more would cost far more memory than the body. */
    static final int MOST_VALUES = 100_000;

    private static final int[] NONE = {};

    private final JsonFactory factory;
    private final byte[] body;
    private final int bodyStart;
    private final int bodyEnd;
    private final PathTree tree;
    private final RuleOptions.Duplicates duplicates;
    private final TokenEstimator tokens;
    private final boolean stopsEarly;
    private final List<Subject> subjects;
    private final @Nullable Value[] values;
    private final @Nullable List<Value>[] severals;
    private final DerivedPass derived;

    /** How many values each {@code [*]} slot had when the objects around the current place began. */
    private int[] marks = NONE;

    private int marked;
    private JsonParser parser;
    private int parserStart;
    private boolean stopped;

    @SuppressWarnings({"unchecked", "rawtypes"})
    BodyPass(ReadingPlan plan, JsonParser parser, byte[] body, int offset, int length) {
        this.factory = plan.factory();
        this.tree = plan.tree();
        this.subjects = plan.subjects();
        this.duplicates = plan.options().duplicates();
        this.tokens = plan.options().tokens();
        this.stopsEarly = plan.stopsEarly();
        this.parser = parser;
        this.parserStart = offset;
        this.body = body;
        this.bodyStart = offset;
        this.bodyEnd = offset + length;
        this.values = new Value[subjects.size()];
        this.severals = new List[subjects.size()];
        this.derived = new DerivedPass(duplicates, tokens, plan.derivesText());
    }

    /** The values of all subjects. */
    List<Value> read() throws IOException {
        parser.nextToken();
        value(tree);
        if (!stopped && parser.nextToken() != null) {
            throw new StopReading(
                    Reading.Status.MALFORMED, here() - bodyStart, "something stands behind the JSON value");
        }
        Value[] all = new Value[values.length];
        for (int i = 0; i < all.length; i++) {
            all[i] = result(i);
        }
        return List.of(all);
    }

    private Value result(int subject) {
        Subject of = subjects.get(subject);
        if (of.kind() == Subject.Kind.DERIVED) {
            return derived.value(of.field(), bodyEnd - bodyStart);
        }
        List<Value> several = severals[subject];
        if (several != null && !several.isEmpty()) {
            return new Value.Several(several);
        }
        Value single = values[subject];
        return single == null ? Value.MISSING : single;
    }

    /** Reads the value that the parser stands on, and leaves the parser on its last token. */
    private void value(PathTree node) throws IOException {
        OpenAiKey key = node.openAi;
        if (key == null) {
            subjects(node);
        } else if (!node.hasSubjects()) {
            derived.read(key, parser, parserStart - bodyStart);
        } else {
            int start = here();
            subjects(node);
            int end = end();
            again(start, end, () -> derived.read(key, parser, parserStart - bodyStart));
        }
    }

    private void subjects(PathTree node) throws IOException {
        switch (parser.currentToken()) {
            case START_OBJECT -> object(node);
            case START_ARRAY -> array(node);
            default -> scalar(node);
        }
    }

    private void scalar(PathTree node) throws IOException {
        if (node.slots.isEmpty()) {
            return;
        }
        Value value = Scalars.value(parser);
        for (PathTree.Slot slot : node.slots) {
            found(slot, Functions.ofScalar(slot.function(), value, tokens));
        }
    }

    private void container(PathTree node, boolean array) throws StopReading {
        for (PathTree.Slot slot : node.slots) {
            if (slot.function() == Subject.Function.NONE) {
                found(slot, new Value.Container(array));
            } else if (slot.function() == Subject.Function.TYPE) {
                found(slot, new Value.Text(array ? "array" : "object"));
            }
        }
    }

    private void size(PathTree node, int size) throws StopReading {
        for (PathTree.Slot slot : node.slots) {
            if (slot.function() == Subject.Function.SIZE) {
                found(slot, new Value.Num(Integer.toString(size)));
            }
        }
    }

    private void object(PathTree node) throws IOException {
        container(node, false);
        if (!node.looksIntoObjects()) {
            parser.skipChildren();
            return;
        }
        int mark = mark(node);
        Set<String> names = node.counts ? new HashSet<>() : null;
        long seen = 0;
        BitSet seenMore = node.keys.size() > Long.SIZE ? new BitSet() : null;
        int settled = 0;
        String name;
        while ((name = parser.nextFieldName()) != null) {
            PathTree child = node.keys.get(name);
            if (names != null) {
                names.add(name);
            }
            if (child == null) {
                parser.nextToken();
                parser.skipChildren();
                continue;
            }
            boolean again;
            if (seenMore == null) {
                again = (seen & 1L << child.ordinal) != 0;
                seen |= 1L << child.ordinal;
            } else {
                again = seenMore.get(child.ordinal);
                seenMore.set(child.ordinal);
            }
            if (again && duplicates == RuleOptions.Duplicates.REFUSE) {
                throw StopReading.duplicate(here() - bodyStart);
            }
            parser.nextToken();
            if (again && duplicates == RuleOptions.Duplicates.FIRST) {
                parser.skipChildren();
                continue;
            }
            if (again) {
                forget(node, child, mark);
            } else {
                settled++;
            }
            value(child);
            if (stopsEarly && node == tree && settled == node.keys.size()) {
                stopped = true;
                return;
            }
        }
        marked = mark;
        if (names != null) {
            size(node, names.size());
        }
    }

    private int mark(PathTree node) {
        int mark = marked;
        int more = node.severalsBelow.size();
        if (marked + more > marks.length) {
            marks = Arrays.copyOf(marks, 2 * (marked + more));
        }
        for (int i = 0; i < more; i++) {
            List<Value> several = severals[node.severalsBelow.get(i)];
            marks[marked++] = several == null ? 0 : several.size();
        }
        return mark;
    }

    /** Undoes what an earlier equal key of this object has led to. */
    private void forget(PathTree node, PathTree child, int mark) {
        for (int subject : child.singlesBelow) {
            values[subject] = null;
        }
        for (int i = 0; i < node.severalsBelow.size(); i++) {
            int subject = node.severalsBelow.get(i);
            List<Value> several = severals[subject];
            if (several != null && child.severalsBelow.contains(subject)) {
                several.subList(marks[mark + i], several.size()).clear();
            }
        }
    }

    private void array(PathTree node) throws IOException {
        container(node, true);
        if (node.takesText && node.looksIntoArrays()) {
            int start = here();
            elements(node);
            again(start, end(), () -> text(node));
        } else if (node.takesText) {
            text(node);
        } else if (node.looksIntoArrays()) {
            elements(node);
        } else {
            parser.skipChildren();
        }
    }

    private void text(PathTree node) throws IOException {
        String text = new Content(duplicates, parserStart - bodyStart, true)
                .read(parser)
                .text();
        for (PathTree.Slot slot : node.slots) {
            Value value = Functions.ofText(slot.function(), text, tokens);
            if (value != null) {
                found(slot, value);
            }
        }
    }

    private void elements(PathTree node) throws IOException {
        int kept = node.deepestFromEnd;
        int[] starts = kept == 0 ? NONE : new int[kept];
        int[] ends = kept == 0 ? NONE : new int[kept];
        PathTree any = node.any;
        int size = 0;
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            PathTree at = size <= node.lastIndex ? node.fromStart.get(size) : null;
            int start = kept > 0 || (any != null && at != null) ? here() : 0;
            if (any != null) {
                value(any);
                if (at != null) {
                    again(start, end(), () -> value(at));
                }
            } else if (at != null) {
                value(at);
            } else {
                parser.skipChildren();
            }
            if (kept > 0) {
                starts[size % kept] = start;
                ends[size % kept] = end();
            }
            size++;
        }
        for (Map.Entry<Integer, PathTree> fromEnd : node.fromEnd.entrySet()) {
            int index = size - fromEnd.getKey();
            if (index >= 0) {
                again(starts[index % kept], ends[index % kept], () -> value(fromEnd.getValue()));
            }
        }
        size(node, size);
    }

    private void found(PathTree.Slot slot, Value value) throws StopReading {
        int subject = slot.subject();
        if (!slot.several()) {
            values[subject] = value;
            return;
        }
        List<Value> several = severals[subject];
        if (several == null) {
            several = new ArrayList<>();
            severals[subject] = several;
        }
        if (value == Value.MISSING) {
            return;
        }
        if (several.size() == MOST_VALUES) {
            throw new StopReading(
                    Reading.Status.OVERSIZE,
                    here() - bodyStart,
                    "a path with [*] finds more than " + MOST_VALUES + " values");
        }
        several.add(value);
    }

    /** Where the current token begins. */
    private int here() {
        return parserStart + (int) parser.currentTokenLocation().getByteOffset();
    }

    /** Where the value just read ends, or anything beyond that when that does no harm. */
    private int end() {
        return parser.currentToken().isNumeric()
                ? parserStart + (int) parser.currentLocation().getByteOffset()
                : bodyEnd;
    }

    /** Reads a value another time. */
    private void again(int start, int end, Reread what) throws IOException {
        JsonParser outer = parser;
        int outerStart = parserStart;
        try (JsonParser inner = factory.createParser(body, start, end - start)) {
            parser = inner;
            parserStart = start;
            parser.nextToken();
            what.read();
        } finally {
            parser = outer;
            parserStart = outerStart;
        }
    }

    private interface Reread {
        void read() throws IOException;
    }
}
