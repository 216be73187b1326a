package io.dmslocal.engine.settings;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dmslocal.engine.model.Outcome;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever stands where a value should stand: a task is refused by name or made, and a task that was made can be read. */
class TaskSettingsGarbageTest {

    private static final List<String> VALUES = List.of(
            "null",
            "true",
            "5",
            "-1",
            "0",
            "2147483648",
            "1.5",
            "1e400",
            "\"\"",
            "\"5\"",
            "\"x\"",
            "\"\\u0000\"",
            "[]",
            "{}",
            "[null]",
            "[{}]",
            "[{\"SourceCharacterCodePoint\":\"zz\",\"TargetCharacterCodePoint\":-7}]",
            "[[[]]]",
            "{\"a\":{\"b\":[]}}",
            "{\"\":null}");

    static List<String> paths() {
        List<String> paths = new ArrayList<>();
        for (SettingEffects.Member member : SettingEffects.members()) {
            String path = member.path();
            for (int dot = path.indexOf('.'); dot >= 0; dot = path.indexOf('.', dot + 1)) {
                paths.add(path.substring(0, dot));
            }
            paths.add(path);
        }
        return paths.stream().distinct().toList();
    }

    @ParameterizedTest
    @MethodSource("paths")
    void nothingButARefusalComesOfIt(String path) {
        for (String value : VALUES) {
            for (String type : List.of("full-load", "cdc", "full-load-and-cdc")) {
                String given = document(path, value);
                assertDoesNotThrow(
                        () -> {
                            Outcome<SettingsDocument> made = TaskSettings.complete(given, type);
                            made.value().ifPresent(TaskSettings::parse);
                            SettingsDocument prior =
                                    TaskSettings.complete("", type).value().orElseThrow();
                            TaskSettings.complete(prior, given, type).value().ifPresent(TaskSettings::parse);
                            TaskSettings.deletesLogs(given);
                        },
                        given);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "5", "\"x\"", "null", "{", "{}{}", "{\"a\":1,}", "\u0000", "{\"A\":{}}"})
    void aDocumentThatIsNoneIsRefused(String given) {
        assertTrue(TaskSettings.complete(given, "cdc").value().isEmpty(), given);
    }

    @Test
    void nestingWithoutEndIsRefused() {
        String deep = String.join("", Collections.nCopies(100_000, "{\"a\":"));

        assertTrue(TaskSettings.complete(deep, "cdc").value().isEmpty());
    }

    private static String document(String path, String value) {
        StringBuilder json = new StringBuilder();
        String[] names = path.split("\\.");
        for (String name : names) {
            json.append("{\"").append(name).append("\":");
        }
        return json.append(value).append("}".repeat(names.length)).toString();
    }
}
