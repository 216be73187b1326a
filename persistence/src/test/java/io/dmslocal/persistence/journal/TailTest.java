package io.dmslocal.persistence.journal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TailTest {

    @TempDir
    Path folder;

    @Test
    void whatWasAppendedIsReadInOrder() throws Exception {
        tail().append(List.of(event("a", 1), event("b", 1)));
        tail().append(List.of(event("a", 2)));

        List<EventRow> read = tail().read();

        assertEquals(List.of("a1", "b1", "a2"), names(read));
        EventRow first = read.get(0);
        assertArrayEquals("{}".getBytes(), first.event().payload());
        assertEquals("metadata", first.metadata().orElseThrow().manifest());
        assertEquals(1700000000000L, first.writeTimestamp());
    }

    @Test
    void aFrameThatACrashCutOffIsPassedOver() throws Exception {
        tail().append(List.of(event("a", 1)));
        byte[] whole = Files.readAllBytes(file());
        for (int cut = 1; cut < whole.length; cut++) {
            Files.write(file(), whole);
            Files.write(file(), Arrays.copyOf(whole, cut), StandardOpenOption.APPEND);

            assertEquals(List.of("a1"), names(tail().read()), cut + " bytes of the second frame");
        }
    }

    @Test
    void aDamagedFrameIsPassedOver() throws Exception {
        tail().append(List.of(event("a", 1)));
        byte[] bytes = Files.readAllBytes(file());
        bytes[bytes.length - 1] ^= 1;
        Files.write(file(), bytes);

        assertEquals(List.of(), tail().read());
    }

    @Test
    void whatH2LostIsPutBackWhenTheJournalIsClosedInOrder() throws Exception {
        String url = "jdbc:h2:file:" + folder.resolve("journal") + ";DATABASE_TO_UPPER=false;DB_CLOSE_DELAY=-1";
        JournalDatabase first = JournalDatabase.open(url, "dms", "", 2);
        // as if H2 had given up before it wrote its file
        Tail.of(url).orElseThrow().append(List.of(event("lost", 1)));
        first.close();
        try (JournalDatabase database = JournalDatabase.open(url, "dms", "", 2)) {
            assertTrue(database.read(event("lost", 1)::isIn));
        }
        assertEquals(List.of(), Tail.of(url).orElseThrow().read());
    }

    @Test
    void afterItWasClearedItHasWhatCameLater() throws Exception {
        Tail tail = tail();
        tail.append(List.of(event("a", 1)));
        tail.clear();
        tail.append(List.of(event("a", 2)));

        assertEquals(List.of("a2"), names(tail().read()));
        assertEquals(Files.size(file()), tail.length());
    }

    @Test
    void onlyAnH2FileHasOne() throws Exception {
        Tail tail =
                Tail.of("jdbc:h2:file:" + folder + "/journal;DB_CLOSE_DELAY=-1").orElseThrow();
        tail.append(List.of(event("a", 1)));

        assertTrue(Files.exists(file()));
        assertFalse(tail.hasJournal());
        Files.createFile(folder.resolve("journal.mv.db"));
        assertTrue(tail.hasJournal());
        assertEquals(Optional.empty(), Tail.of("jdbc:h2:mem:journal"));
        assertEquals(Optional.empty(), Tail.of("jdbc:postgresql://localhost/journal"));
    }

    private Path file() {
        return folder.resolve("journal.tail");
    }

    private Tail tail() {
        return new Tail(file());
    }

    private static List<String> names(List<EventRow> rows) {
        return rows.stream()
                .map(row -> row.persistenceId() + row.sequenceNumber())
                .toList();
    }

    private static EventRow event(String id, long number) {
        EventRow.Serialized metadata = new EventRow.Serialized(new byte[] {1}, 7, "metadata");
        EventRow.Serialized event = new EventRow.Serialized("{}".getBytes(), 4601, "an.Event");
        return new EventRow(false, id, number, "writer", 1700000000000L, "", event, Optional.of(metadata));
    }
}
