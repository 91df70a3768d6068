package io.llmlb.app.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Chars;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

class StepOrderTest {
    @Test
    void startIsFirstAndNumbersCount() {
        List<String> names =
                new ArrayList<>(List.of("b", "10", "a10", "2", "a2", "start", "02", "A", "1.10", "1.9", ""));
        names.sort(StepOrder.NATURAL);
        assertThat(names).containsExactly("start", "", "1.9", "1.10", "02", "2", "10", "A", "a2", "a10", "b");
    }

    @Property
    void itIsAnOrder(
            @ForAll @Chars({'0', '1', '2', 'a', '.', 's'}) @StringLength(max = 5) String a,
            @ForAll @Chars({'0', '1', '2', 'a', '.', 's'}) @StringLength(max = 5) String b,
            @ForAll @Chars({'0', '1', '2', 'a', '.', 's'}) @StringLength(max = 5) String c) {
        StepOrder order = StepOrder.NATURAL;
        assertThat(Integer.signum(order.compare(a, b))).isEqualTo(-Integer.signum(order.compare(b, a)));
        assertThat(order.compare(a, b) == 0).isEqualTo(a.equals(b));
        if (order.compare(a, b) <= 0 && order.compare(b, c) <= 0) {
            assertThat(order.compare(a, c)).isLessThanOrEqualTo(0);
        }
    }
}
