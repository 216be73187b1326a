package io.dmslocal.api.listing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dmslocal.api.operation.Answer;
import io.dmslocal.engine.model.Fault;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.databasemigration.model.DescribeSchemasResponse;
import software.amazon.awssdk.services.databasemigration.model.Filter;

class ListingTest {

    private record Task(String identifier, String type, List<String> endpoints) {}

    private static final Filters<Task> FILTERS = Filters.<Task>none()
            .ignoringCase("id", Task::identifier)
            .exact("type", Task::type)
            .anyOf("endpoint", Task::endpoints);

    private static final Markers<Task> MARKERS = Markers.by(Task::identifier);

    private static final Listing<Task> LISTING =
            Listing.of(MARKERS, FILTERS).refusingNothing("No Tasks found matching provided filters");

    private static Task task(String identifier) {
        return new Task(identifier, "cdc", List.of("source-" + identifier, "target"));
    }

    private static Filter filter(String name, String... values) {
        return Filter.builder().name(name).values(values).build();
    }

    private static List<String> ids(List<Task> tasks, Filter... filters) {
        Answer answer = LISTING.answer(tasks, List.of(filters), null, null, ListingTest::response);
        return ((DescribeSchemasResponse) ((Answer.Done) answer).response()).schemas();
    }

    private static DescribeSchemasResponse response(Page<Task> page) {
        List<String> ids = page.items().stream().map(Task::identifier).toList();
        return DescribeSchemasResponse.builder()
                .schemas(ids)
                .marker(page.marker())
                .build();
    }

    private static Fault fault(Filter... filters) {
        Answer answer = LISTING.answer(List.of(task("a")), List.of(filters), null, null, ListingTest::response);
        return ((Answer.Refused) answer).fault();
    }

    @Nested
    class Filtering {

        private final List<Task> tasks = List.of(task("a"), task("B"), new Task("c", "full-load", List.of("target")));

        @Test
        void valuesOfAFilterAreAlternatives() {
            assertEquals(List.of("B", "a"), ids(tasks, filter("id", "A", "b", "x")));
        }

        @Test
        void filtersNarrowEachOtherAlsoOfOneName() {
            assertEquals(List.of("a"), ids(tasks, filter("id", "a", "c"), filter("type", "cdc")));
            assertEquals(List.of("c"), ids(tasks, filter("id", "a", "c"), filter("id", "b", "c")));
        }

        @Test
        void oneOfSeveralValuesOfAnItemIsEnough() {
            assertEquals(List.of("B"), ids(tasks, filter("endpoint", "source-B")));
        }

        @Test
        void othersThanIdentifiersAreComparedLetterByLetter() {
            assertEquals("ResourceNotFoundFault", fault(filter("type", "CDC")).code());
        }

        @Test
        void nothingMatchedIsAFaultAndAnEmptyListWithoutFiltersIsNot() {
            assertEquals(
                    "No Tasks found matching provided filters",
                    fault(filter("id", "x")).message());
            assertEquals(List.of(), ids(List.of()));
        }

        @Test
        void anUnknownNameIsRefusedWithTheKnownOnes() {
            Fault fault = fault(filter("status", "x"));

            assertEquals("InvalidParameterValueException", fault.code());
            assertEquals("Unknown filter name \"status\". Valid filter names: endpoint, id, type.", fault.message());
        }

        @Test
        void aFilterHasValues() {
            assertEquals(
                    "Filter id must have at least one value.",
                    fault(filter("id")).message());
        }
    }

    @Nested
    class Paging {

        private static List<Task> tasks(int count) {
            return IntStream.range(0, count)
                    .mapToObj(i -> task("t%04d".formatted(i)))
                    .toList();
        }

        private static List<Task> allPages(List<Task> tasks, int size) {
            List<Task> all = new ArrayList<>();
            String marker = null;
            do {
                Page<Task> page = MARKERS.page(tasks, size, marker);
                all.addAll(page.items());
                marker = page.marker();
            } while (marker != null);
            return all;
        }

        @Test
        void pagesTogetherAreTheSortedList() {
            List<Task> shuffled = new ArrayList<>(tasks(250));
            Collections.shuffle(shuffled, new Random(1));

            assertEquals(tasks(250), allPages(shuffled, 20));
            assertEquals(tasks(250), allPages(shuffled, 50));
            assertEquals(tasks(100), allPages(tasks(100), 100));
        }

        @Test
        void aHundredIsTheUsualSizeAndTheLastPageHasNoMarker() {
            Page<Task> first = MARKERS.page(tasks(150), null, null);
            Page<Task> last = MARKERS.page(tasks(150), null, first.marker());

            assertEquals(100, first.items().size());
            assertEquals(50, last.items().size());
            assertNull(last.marker());
        }

        @Test
        void createsAndDeletesBetweenPagesNeitherRepeatNorHide() {
            List<Task> before = tasks(60);
            Page<Task> first = MARKERS.page(before, 20, null);
            List<Task> after = new ArrayList<>(before.subList(10, 60));
            after.removeIf(task -> task.identifier().equals("t0019"));
            after.add(task("t0019a"));

            List<String> second = MARKERS.page(after, 20, first.marker()).items().stream()
                    .map(Task::identifier)
                    .toList();

            assertEquals("t0019a", second.get(0));
            assertEquals("t0020", second.get(1));
        }

        @Test
        void markersFitIntoUrls() {
            String marker = MARKERS.page(tasks(30), 20, null).marker();

            assertTrue(marker.matches("[A-Za-z0-9_-]{1,1024}"), marker);
        }

        @ParameterizedTest
        @ValueSource(strings = {"x", "!", "dDAwMDE", "\u00e4", "====", "OsM"})
        void otherMarkersAreRefused(String marker) {
            assertEquals(
                    "InvalidParameterValueException",
                    MARKERS.fault(null, marker).orElseThrow().code());
        }

        @Test
        void theNumberOfRecordsHasBounds() {
            assertEquals(
                    "Invalid value 19 for MaxRecords. Must be between 20 and 100",
                    MARKERS.fault(19, null).orElseThrow().message());
            assertEquals(
                    "Invalid value 101 for MaxRecords. Must be between 20 and 100",
                    MARKERS.fault(101, null).orElseThrow().message());
            assertTrue(MARKERS.fault(20, "").isEmpty());
            assertTrue(MARKERS.bounds(1, 1000).fault(1000, null).isEmpty());
        }
    }
}
