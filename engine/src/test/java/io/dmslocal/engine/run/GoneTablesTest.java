package io.dmslocal.engine.run;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.dmslocal.engine.record.TableId;
import io.dmslocal.engine.run.statistics.TableStatistics;
import io.dmslocal.engine.run.statistics.TableStatistics.Captured;
import io.dmslocal.engine.run.statistics.TableStatistics.Loaded;
import io.dmslocal.engine.run.validation.ValidationStatistics;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What is remembered of tables that a task followed once. */
class GoneTablesTest {

    private static TableStatistics table(String name, String state, Optional<Instant> lastUpdate) {
        return new TableStatistics(
                "shop",
                name,
                state,
                Captured.NONE,
                Captured.NONE,
                Loaded.NONE,
                false,
                lastUpdate,
                ValidationStatistics.NONE,
                Optional.empty());
    }

    @Test
    void theyAreShownAsGoneUnlessTheyFailed() {
        List<TableStatistics> gone = Session.gone(
                Set.of(new TableId("shop", "here")),
                List.of(
                        table("here", "Table completed", Optional.empty()),
                        table("dropped", "Table completed", Optional.empty()),
                        table("renamed", "Table error", Optional.empty())));

        assertEquals(
                List.of("dropped: Table does not exist", "renamed: Table error"),
                gone.stream().map(t -> t.table() + ": " + t.state()).toList());
    }

    @Test
    void ofVeryManyTheLatestChangedAreKept() {
        List<TableStatistics> earlier = new ArrayList<>();
        earlier.add(table("never-changed", "Table completed", Optional.empty()));
        for (int i = 0; i < Session.MOST_GONE + 10; i++) {
            earlier.add(table("t" + i, "Table completed", Optional.of(Instant.ofEpochSecond(i))));
        }

        List<TableStatistics> gone = Session.gone(Set.of(), earlier);

        assertEquals(Session.MOST_GONE, gone.size());
        assertEquals("t" + (Session.MOST_GONE + 9), gone.get(0).table());
        assertEquals("t10", gone.get(gone.size() - 1).table());
        assertEquals(gone, Session.gone(Set.of(), gone), "the next session forgets no more");
    }
}
