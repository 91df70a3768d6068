package io.llmlb.app.config;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;

/** One entry under {@code bigips} in the configuration file. */
public final class BigIpSection {
    private BigIpSection() {}

    /**
     * Reads one BIG-IP, and nothing else of the file.
     *
     * @param name which of them; needed only when there are several
     * @throws ConfigException naming everything that is missing, misspelt or wrong with it, with line and column
     */
    public static BigIpConfig read(Path path, Map<String, String> environment, Optional<String> name) {
        YamlFile file = YamlFile.of(path, environment);
        Section root = file.root();
        Map<String, Section> all = new TreeMap<>();
        root.sections("bigips", all::put);
        file.throwIfWrong();
        String one = name.orElse(all.size() == 1 ? all.keySet().iterator().next() : "");
        Section section = all.get(one);
        if (section == null) {
            String what = one.isEmpty()
                    ? (all.isEmpty() ? "there is none" : "there are several: name one with --bigip")
                    : "there is no \"" + one + "\"";
            root.problem("bigips", what + (all.isEmpty() ? "" : "; those here are " + String.join(", ", all.keySet())));
            throw file.wrong();
        }
        BigIpConfig bigip = read(one, section);
        file.throwIfWrong();
        return bigip;
    }

    static BigIpConfig read(String name, Section section) {
        Optional<String> url = section.required("url", Values::bigip);
        Optional<String> username = section.required("username", Function.identity());
        Optional<Supplier<char[]>> password =
                section.required("passwordFile", text -> new SecretFile(Values.secret(text)));
        TrustConfig trust = TrustConfig.read(section);
        Optional<BigIpConfig.Peer> peer = section.section("peer").map(BigIpSection::peer);
        if (url.isPresent()
                && peer.isPresent()
                && BigIpConfig.isSame(url.get(), peer.get().url())) {
            section.problem("peer", "the two units of a pair have two addresses, but both are " + url.get());
        }
        BigIpConfig.Budget budget =
                section.section("budget").map(BigIpSection::budget).orElse(BigIpConfig.Budget.USUAL);
        section.end();
        return new BigIpConfig(
                name,
                url.orElse(""),
                username.orElse(""),
                password.orElse(() -> new char[0]),
                trust,
                peer.orElse(null),
                budget);
    }

    private static BigIpConfig.Peer peer(Section section) {
        String url = section.required("url", Values::bigip).orElse("");
        TrustConfig trust = TrustConfig.read(section);
        section.end();
        return new BigIpConfig.Peer(url, trust);
    }

    private static BigIpConfig.Budget budget(Section section) {
        int requests = section.optional("requestsPerSecond", text -> Values.integer(text, 1, 1_000))
                .orElse(BigIpConfig.Budget.USUAL.requestsPerSecond());
        int ratios = section.optional("ratiosPerMinute", text -> Values.integer(text, 1, 60_000))
                .orElse(BigIpConfig.Budget.USUAL.ratiosPerMinute());
        section.end();
        return new BigIpConfig.Budget(requests, ratios);
    }
}
