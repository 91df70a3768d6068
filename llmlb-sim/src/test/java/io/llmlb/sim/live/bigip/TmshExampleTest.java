package io.llmlb.sim.live.bigip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.llmlb.rules.irule.InferenceBodyBasedRouting;
import io.llmlb.rules.irule.InferenceBodyBasedRouting.Option;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The tmsh commands of the example: known attributes only, and nothing named that is not there. */
class TmshExampleTest {
    private static final Set<String> FACTORY =
            Set.of("/Common/tcp", "/Common/http", "/Common/json", "/Common/oneconnect");

    /** The attributes that may be set, by what is created. */
    private static final Map<String, Set<String>> ATTRIBUTES = Map.of(
            "create ltm profile json",
                    Set.of("defaults-from", "maximum-bytes", "maximum-entries", "maximum-non-json-bytes"),
            "create ltm profile one-connect", Set.of("defaults-from"),
            "create ltm data-group internal", Set.of("type", "records"),
            "create ltm virtual",
                    Set.of("destination", "ip-protocol", "profiles", "rules", "source-address-translation"));

    private final List<TmshCommand> commands;

    TmshExampleTest() throws IOException {
        commands = TmshCommand.read(Files.readString(Path.of("../examples/bigip/front-virtual-server.tmsh")));
    }

    @Test
    void eachCommandIsKnownAndNamesWhatIsThere() throws IOException {
        Set<String> there = new HashSet<>(FACTORY);
        for (TmshCommand command : commands) {
            if (command.begins("load sys config merge file")) {
                there.add(merged(command.text(5, 6)));
                continue;
            }
            if (command.begins("save sys config")) {
                assertThat(command).isEqualTo(commands.get(commands.size() - 1));
                continue;
            }
            int name = command.begins("create ltm virtual") ? 3 : 4;
            Map<String, TmshCommand.Word> attributes = TmshCommand.attributes(
                    command.words().subList(name + 1, command.words().size()));
            assertThat(attributes.keySet())
                    .isSubsetOf(
                            ATTRIBUTES.getOrDefault(command.text(0, name), Set.of("nothing can be created like this")));
            assertThat(there).containsAll(references(attributes));
            assertThat(command.text(name, name + 1)).startsWith("/Common/");
            there.add(command.text(name, name + 1));
        }
        assertThat(there)
                .contains(
                        "/Common/inference",
                        "/Common/" + InferenceBodyBasedRouting.NAME,
                        InferenceBodyBasedRouting.CONFIG);
    }

    @Test
    void theOptionsAreOptionsOfThisVirtualServer() {
        TmshCommand group = commands.stream()
                .filter(command -> command.begins("create ltm data-group internal"))
                .findFirst()
                .orElseThrow();
        assertThat(group.text(4, 5)).isEqualTo(InferenceBodyBasedRouting.CONFIG);
        Map<String, Option> options = Stream.of(Option.values())
                .collect(Collectors.toMap(option -> option.of("/Common/inference"), option -> option));
        Map<String, List<TmshCommand.Word>> records = TmshCommand.named(
                TmshCommand.attributes(group.words().subList(5, group.words().size()))
                        .get("records"));
        assertThat(options.keySet()).containsAll(records.keySet());
        records.forEach((name, data) -> {
            assertThat(data.get(0).text()).isEqualTo("data");
            assertThat(options.get(name).problem(data.get(1).text())).as(name).isEmpty();
        });
        assertThat(records.get(Option.MAXIMUM_BYTES.of("/Common/inference"))
                        .get(1)
                        .text())
                .as("as in the profile")
                .isEqualTo(TmshCommand.attributes(commands.get(0)
                                .words()
                                .subList(5, commands.get(0).words().size()))
                        .get("maximum-bytes")
                        .text());
    }

    @Test
    void bracesAndQuotesAreBalanced() {
        assertThat(commands).hasSizeGreaterThan(5);
        for (String broken : List.of("a { b", "a } b", "a \"b", "a { \"b } }")) {
            assertThatThrownBy(() -> TmshCommand.parse(broken)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    /** The object that a merged file holds. */
    private static String merged(String file) throws IOException {
        if (file.endsWith("/" + InferenceBodyBasedRouting.NAME + ".conf")) {
            return "/Common/" + InferenceBodyBasedRouting.NAME;
        }
        String name = file.substring(file.lastIndexOf('/') + 1);
        String header = Files.readString(Path.of("../examples/rules", name))
                .lines()
                .filter(line -> line.startsWith("ltm data-group internal "))
                .findFirst()
                .orElseThrow();
        return header.split(" ")[3];
    }

    private static List<String> references(Map<String, TmshCommand.Word> attributes) {
        Stream<String> parent = attributes.containsKey("defaults-from")
                ? Stream.of(attributes.get("defaults-from").text())
                : Stream.of();
        Stream<String> profiles = attributes.containsKey("profiles")
                ? TmshCommand.named(attributes.get("profiles")).keySet().stream()
                : Stream.of();
        Stream<String> rules = attributes.containsKey("rules")
                ? attributes.get("rules").inside().stream().map(TmshCommand.Word::text)
                : Stream.of();
        Stream<String> groups = attributes.containsKey("records")
                ? TmshCommand.named(attributes.get("records")).entrySet().stream()
                        .filter(record -> record.getKey().endsWith(":" + Option.RULES.word()))
                        .map(record -> record.getValue().get(1).text())
                : Stream.of();
        return Stream.of(parent, profiles, rules, groups).flatMap(each -> each).toList();
    }
}
