package io.dmslocal.persistence.checkpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.dmslocal.persistence.journal.JournalDatabase;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a checkpoint store does, whichever database keeps it. */
abstract class CheckpointContract {

    private JournalDatabase database;
    private CheckpointStore store;

    abstract String freshUrl();

    @BeforeEach
    void open() {
        database = JournalDatabase.open(freshUrl(), "", "", 4);
        store = new JdbcCheckpointStore(database);
    }

    @AfterEach
    void close() {
        store.close();
        database.close();
    }

    @Test
    void whatWasSavedIsLoadedByTheNextRun() {
        store.open("task").save(Map.of("position", "0/1", "counters", "{}"));
        store.open("task").save(Map.of("position", "0/2"));

        Checkpoint next = store.open("task");

        assertEquals(Optional.of("0/2"), next.load("position"));
        assertEquals(Optional.of("{}"), next.load("counters"));
        assertEquals(Optional.empty(), next.load("other"));
    }

    @Test
    void listsKeepTheirOrderAndCanBeCleared() {
        Checkpoint checkpoint = store.open("task");
        List.of("a", "b", "c").forEach(entry -> checkpoint.append("ddl", entry));
        checkpoint.append("other", "x");

        assertEquals(List.of("a", "b", "c"), store.look("task").entries("ddl"));

        checkpoint.clear("ddl");

        assertEquals(List.of(), checkpoint.entries("ddl"));
        assertEquals(List.of("x"), checkpoint.entries("other"));
    }

    @Test
    void anOlderHandleIsFencedInEveryWrite() {
        Checkpoint old = store.open("task");
        old.save(Map.of("position", "0/1"));
        Checkpoint current = store.open("task");

        assertThrows(Checkpoint.Fenced.class, () -> old.save(Map.of("position", "0/0")));
        assertThrows(Checkpoint.Fenced.class, () -> old.append("ddl", "a"));
        assertThrows(Checkpoint.Fenced.class, () -> old.clear("ddl"));

        assertEquals(Optional.of("0/1"), current.load("position"));
        current.save(Map.of("position", "0/2"));
        assertEquals(Optional.of("0/2"), old.load("position"));
    }

    @Test
    void savingNothingTellsWhetherMoreMayBeSaved() {
        Checkpoint old = store.open("task");
        old.save(Map.of());
        store.open("task");

        assertThrows(Checkpoint.Fenced.class, () -> old.save(Map.of()));
    }

    @Test
    void ownersDoNotSeeOrFenceEachOther() {
        Checkpoint one = store.open("one");
        Checkpoint other = store.open("other");

        one.save(Map.of("position", "1"));

        assertEquals(Optional.empty(), other.load("position"));
    }

    @Test
    void aLookNeitherFencesNorWrites() {
        Checkpoint run = store.open("task");

        Checkpoint look = store.look("task");

        assertThrows(IllegalStateException.class, () -> look.save(Map.of("position", "0/1")));
        run.save(Map.of("position", "0/1"));
        assertEquals(Optional.of("0/1"), look.load("position"));
    }

    @Test
    void deletingForgetsEverythingAndFencesForEver() {
        Checkpoint old = store.open("task");
        old.save(Map.of("position", "0/1"));
        old.append("ddl", "a");

        store.delete("task");

        assertThrows(Checkpoint.Fenced.class, () -> old.save(Map.of("position", "0/1")));
        Checkpoint again = store.open("task");
        assertThrows(Checkpoint.Fenced.class, () -> old.save(Map.of("position", "0/1")));
        assertEquals(Optional.empty(), again.load("position"));
        assertEquals(List.of(), again.entries("ddl"));
    }

    @Test
    void documentsOfAnyLengthAndLetterAreKept() {
        String large = "é\u0001😀".repeat(200_000);

        store.open("task").save(Map.of("offsets", large));

        assertEquals(Optional.of(large), store.look("task").load("offsets"));
    }
}
