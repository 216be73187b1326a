package io.dmslocal.engine.news;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.dmslocal.engine.event.Catalogue;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * Every event of AWS's list is told by a step that lives really take, or {@code news/events.txt} says why it never is. The lives are folded by the
 * entities' own transitions, so a step that no entity takes breaks the test.
 */
class EventListTest {

    private final Map<Catalogue, TreeSet<String>> tellers = new EnumMap<>(Catalogue.class);

    @Test
    void everyEntryIsToldByTheStepsThatAreListed() throws IOException {
        for (var life : Lives.ofInstances()) {
            live(new News<>(Stories.INSTANCES), life);
        }
        live(new News<>(Stories.TASKS), Lives.ofATask());
        List<String> listed = listed();

        assertEquals(
                listed,
                Arrays.stream(Catalogue.values())
                        .map(entry -> String.format("%-17s%-22s%-23s", entry.id(), entry.sourceType(), entry.category())
                                + (tellers.containsKey(entry)
                                        ? String.join(", ", tellers.get(entry))
                                        : reason(listed, entry)))
                        .toList());
    }

    private <E> void live(News<?, E> news, List<E> life) {
        for (E event : life) {
            news.told(event)
                    .forEach(told -> tellers.computeIfAbsent(told.entry(), entry -> new TreeSet<>())
                            .add(event.getClass().getSimpleName()));
        }
    }

    private static String reason(List<String> listed, Catalogue entry) {
        return listed.stream()
                .filter(line -> line.startsWith(entry.id()) && line.contains("never: "))
                .map(line -> line.substring(line.indexOf("never: ")))
                .findFirst()
                .orElse("nobody, and no reason is listed");
    }

    private static List<String> listed() throws IOException {
        try (InputStream file = EventListTest.class.getResourceAsStream("/news/events.txt")) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .toList();
        }
    }
}
