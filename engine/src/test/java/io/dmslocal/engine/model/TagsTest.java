package io.dmslocal.engine.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TagsTest {

    @Test
    void newTagsComeLastAndReplacedOnesStay() {
        Tags before = tags(Map.entry("b", "1"), Map.entry("a", "1"));

        Tags after = before.apply(Tags.changeAdding(List.of(Map.entry("c", "1"), Map.entry("b", "2")))
                        .value()
                        .orElseThrow())
                .value()
                .orElseThrow();

        assertEquals("{b=2, a=1, c=1}", after.byKey().toString());
    }

    @Test
    void removingIgnoresWhatIsNotThere() {
        Tags after = tags(Map.entry("a", "1"))
                .apply(new TagChange(Map.of(), List.of("a", "x")))
                .value()
                .orElseThrow();

        assertEquals(Tags.none(), after);
    }

    @Test
    void fiftyAreTheMost() {
        List<Map.Entry<String, String>> fifty =
                IntStream.range(0, 50).mapToObj(i -> Map.entry("k" + i, "")).toList();
        Tags full = Tags.of(fifty).value().orElseThrow();

        assertTrue(full.apply(new TagChange(Map.of("one more", ""), List.of()))
                .fault()
                .isPresent());
        assertTrue(full.apply(new TagChange(Map.of("k0", "new"), List.of()))
                .value()
                .isPresent());
    }

    @Test
    void refusesBadKeysAndValues() {
        for (Map.Entry<String, String> bad : List.of(
                Map.entry("", ""),
                Map.entry("k".repeat(129), ""),
                Map.entry("k", "v".repeat(257)),
                Map.entry("aws:k", ""),
                Map.entry("dms:k", ""),
                Map.entry("k", "aws:v"),
                Map.entry("k;", ""),
                Map.entry("k", "<v>"))) {
            assertEquals(
                    "InvalidParameterValueException",
                    Tags.of(List.of(bad)).fault().orElseThrow().code(),
                    bad.toString());
        }
        assertTrue(Tags.of(List.of(Map.entry("a", "1"), Map.entry("a", "1")))
                .fault()
                .isPresent());
        assertTrue(Tags.of(List.of(Map.entry("Ünï códe_.:/=+-@", "v".repeat(256))))
                .value()
                .isPresent());
    }

    @SafeVarargs
    @SuppressWarnings("varargs")
    private static Tags tags(Map.Entry<String, String>... tags) {
        return Tags.of(List.of(tags)).value().orElseThrow();
    }
}
