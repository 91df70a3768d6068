package io.llmlb.bigip;

import static org.assertj.core.api.Assertions.assertThat;

import io.llmlb.sim.live.bigip.BigIpEmulator;
import io.llmlb.sim.model.bigip.ManagementOptions;
import io.llmlb.sim.model.bigip.ManagementOptions.Quirk;
import java.util.HashMap;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/** Records against the emulator with its least kind answers: in any order, and without backslashes. */
class RecordsProperties {
    private static final String PATH = "/Common/any";

    private static EmulatedBigIp device;
    private static BigIp bigIp;
    private static int created;

    @BeforeContainer
    static void start() {
        device = new EmulatedBigIp(BigIpEmulator.builder()
                .management(ManagementOptions.DEFAULT
                        .with(Quirk.RECORDS_SHUFFLED, true)
                        .with(Quirk.BACKSLASHES_STRIPPED, true)));
        bigIp = device.client();
        bigIp.dataGroups().create(PATH, Map.of());
    }

    @AfterContainer
    static void stop() {
        bigIp.close();
        device.close();
    }

    @Property(tries = 25)
    void anyRecordsSurviveCreation(@ForAll("records") Map<String, String> records) {
        String path = "/Common/created" + created++;
        assertThat(bigIp.dataGroups().create(path, records).records()).isEqualTo(records);
        assertThat(bigIp.dataGroups().read(path)).contains(DataGroup.of(path, records));
    }

    @Property(tries = 25, edgeCases = EdgeCasesMode.NONE)
    void anyRecordsSurviveReplacementAndMerging(
            @ForAll("records") Map<String, String> first, @ForAll("records") Map<String, String> second) {
        DataGroups groups = bigIp.dataGroups();
        assertThat(groups.replace(PATH, first).records()).isEqualTo(first);
        assertThat(groups.read(PATH)).contains(DataGroup.of(PATH, first));
        Map<String, String> both = new HashMap<>(first);
        both.putAll(second);
        assertThat(groups.merge(PATH, second).records()).isEqualTo(both);
        assertThat(groups.read(PATH)).contains(DataGroup.of(PATH, both));
        assertThat(groups.merge(PATH, second).records()).isEqualTo(both);
    }

    /** Printable text; no backslash, which the device does not keep, and no tag. */
    @Provide
    Arbitrary<Map<String, String>> records() {
        Arbitrary<String> ascii = Arbitraries.strings().withCharRange(' ', '~');
        Arbitrary<String> wide = Arbitraries.strings().withCharRange('\u00a1', '\ud7ff');
        Arbitrary<String> pairs = Arbitraries.of("\ud83d\ude00", "a\"b'{c}[d];$e?*", "%7B&#60;+\u2028");
        Arbitrary<String> text = Arbitraries.oneOf(ascii, wide, pairs)
                .map(any -> any.replace("\\", "").replace("<", ""));
        return Arbitraries.maps(text.filter(name -> !name.isEmpty()), text).ofMaxSize(12);
    }
}
