package io.llmlb.rules.form;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads and writes the JSON object of a data group. */
final class JsonForm {
    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .build();

    private final JsonParser parser;
    private final Map<String, String> records = new LinkedHashMap<>();
    private final Map<String, String> names = new LinkedHashMap<>();
    private boolean isGroup;

    private JsonForm(JsonParser parser) {
        this.parser = parser;
    }

    static RuleFile read(String text) {
        try (JsonParser parser = JSON.createParser(text)) {
            return new JsonForm(parser).group();
        } catch (JsonProcessingException notJson) {
            JsonLocation at = notJson.getLocation();
            throw at == null ? new RuleFileException(1, 1, "this is no JSON") : wrong(at, why(notJson));
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    static String write(RuleFile file) {
        TmshText.requireWritable(file);
        return text(file);
    }

    /** Whatever the records hold. */
    static String text(RuleFile file) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(text).useDefaultPrettyPrinter()) {
            json.writeStartObject();
            writeName(json, file.name());
            json.writeStringField("type", "string");
            json.writeArrayFieldStart("records");
            for (Map.Entry<String, String> step : file.records().entrySet()) {
                json.writeStartObject();
                json.writeStringField("name", step.getKey());
                json.writeStringField("data", step.getValue());
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeEndObject();
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return text.append('\n').toString();
    }

    private static void writeName(JsonGenerator json, String name) throws IOException {
        int second = name.startsWith("/") ? name.indexOf('/', 1) : -1;
        if (second > 0) {
            int last = name.lastIndexOf('/');
            json.writeStringField("name", name.substring(last + 1));
            json.writeStringField("partition", name.substring(1, second));
            if (last > second) {
                json.writeStringField("subPath", name.substring(second + 1, last));
            }
            json.writeStringField("fullPath", name);
        } else if (!name.isEmpty()) {
            json.writeStringField("name", name);
        }
    }

    private RuleFile group() throws IOException {
        if (parser.nextToken() != JsonToken.START_OBJECT) {
            throw wrong(parser.currentTokenLocation(), "the object of a data group is expected here");
        }
        JsonLocation start = parser.currentTokenLocation();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String key = parser.currentName();
            parser.nextToken();
            switch (key) {
                case "name", "partition", "subPath", "fullPath" -> names.put(key, string(key));
                case "type" -> type();
                case "records" -> {
                    isGroup = true;
                    records();
                }
                default -> parser.skipChildren();
            }
        }
        if (!isGroup && !names.containsKey("name")) {
            throw wrong(start, "this object is no data group: it has neither a name nor records");
        }
        if (parser.nextToken() != null) {
            throw wrong(parser.currentTokenLocation(), "there is something behind the object of the data group");
        }
        return new RuleFile(name(), records);
    }

    private String name() {
        String name = names.getOrDefault("name", "");
        if (names.containsKey("partition") && !name.isEmpty() && !name.startsWith("/")) {
            String folder = names.getOrDefault("subPath", "");
            name = "/" + names.get("partition") + "/" + (folder.isEmpty() ? "" : folder + "/") + name;
        }
        return names.getOrDefault("fullPath", name);
    }

    private void type() throws IOException {
        String type = string("type");
        if (!type.equals("string")) {
            throw wrong(
                    parser.currentTokenLocation(),
                    "a rule set is a data group of type string, but this one is of type " + type);
        }
    }

    private void records() throws IOException {
        if (parser.currentToken() != JsonToken.START_ARRAY) {
            throw wrong(parser.currentTokenLocation(), "records is an array of objects with name and data");
        }
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            if (parser.currentToken() != JsonToken.START_OBJECT) {
                throw wrong(parser.currentTokenLocation(), "a record is an object with name and data");
            }
            record();
        }
    }

    private void record() throws IOException {
        JsonLocation at = parser.currentTokenLocation();
        String name = null;
        String data = "";
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String key = parser.currentName();
            parser.nextToken();
            switch (key) {
                case "name" -> {
                    name = string(key);
                    at = parser.currentTokenLocation();
                }
                case "data" -> data = string(key);
                default -> parser.skipChildren();
            }
        }
        add(at, name, data);
    }

    private void add(JsonLocation at, @Nullable String name, String data) {
        if (name == null) {
            throw wrong(at, "this record has no name");
        }
        if (records.put(name, data) != null) {
            throw wrong(at, "the record " + name + " is there twice");
        }
    }

    private String string(String key) throws IOException {
        if (parser.currentToken() != JsonToken.VALUE_STRING) {
            throw wrong(parser.currentTokenLocation(), key + " is a string");
        }
        return TmshText.unescape(parser.getText());
    }

    private static String why(JsonProcessingException notJson) {
        String reason = String.valueOf(notJson.getOriginalMessage());
        return reason.startsWith("Duplicate") ? "this key is there twice" : "this is no JSON";
    }

    private static RuleFileException wrong(JsonLocation at, String sentence) {
        return new RuleFileException(Math.max(1, at.getLineNr()), Math.max(1, at.getColumnNr()), sentence);
    }
}
