package io.dmslocal.persistence.spill;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpillFileTest {

    @TempDir
    Path folder;

    @Test
    void recordsComeBackInOrderHoweverAppendsAndTakesMix() {
        Random random = new Random(7);
        Queue<byte[]> expected = new ArrayDeque<>();
        try (SpillFile spill = SpillFile.in(folder, "task/1")) {
            for (int i = 0; i < 20_000; i++) {
                if (random.nextInt(5) < 3) {
                    byte[] record = new byte[length(random)];
                    random.nextBytes(record);
                    spill.append(record);
                    expected.add(record);
                } else {
                    takeOne(spill, expected);
                }
                assertEquals(expected.size(), spill.size());
            }
            while (!expected.isEmpty()) {
                takeOne(spill, expected);
            }
            assertEquals(Optional.empty(), spill.next());
            assertEquals(0, spill.bytes());
        }
    }

    @Test
    void droppingForgetsAllAndTheFileCanBeUsedAgain() {
        try (SpillFile spill = SpillFile.in(folder, "task")) {
            for (int i = 0; i < 1000; i++) {
                spill.append(new byte[1000]);
            }
            assertTrue(spill.bytes() > 1_000_000);

            spill.drop();

            assertEquals(Optional.empty(), spill.next());
            spill.append(new byte[] {1});
            assertArrayEquals(new byte[] {1}, spill.next().orElseThrow());
        }
    }

    @Test
    void nothingIsLeftInTheFolder() throws IOException {
        SpillFile spill = SpillFile.in(folder.resolve("made"), "task");
        spill.append(new byte[300_000]);
        spill.close();

        try (var files = Files.list(folder.resolve("made"))) {
            assertEquals(0, files.count());
        }
    }

    @Test
    void aFolderThatCannotBeMadeIsNamed() throws IOException {
        Path file = Files.createFile(folder.resolve("file"));

        SpillException failure = assertThrows(SpillException.class, () -> SpillFile.in(file, "task"));

        assertTrue(failure.getMessage().contains(file.toString()), failure.getMessage());
    }

    @Test
    void aClosedFileIsRefused() {
        SpillFile spill = SpillFile.in(folder, "task");
        spill.append(new byte[1]);
        spill.close();

        assertThrows(SpillException.class, spill::next);
        assertThrows(SpillException.class, () -> spill.append(new byte[1_000_000]));
    }

    private static void takeOne(SpillFile spill, Queue<byte[]> expected) {
        byte[] wanted = expected.poll();
        Optional<byte[]> found = spill.next();
        assertEquals(wanted != null, found.isPresent());
        if (wanted != null) {
            assertArrayEquals(wanted, found.orElseThrow());
        }
    }

    /** Mostly small, sometimes larger than the buffers. */
    private static int length(Random random) {
        int kind = random.nextInt(200);
        return kind == 0 ? 200_000 + random.nextInt(400_000) : kind < 10 ? 0 : random.nextInt(2000);
    }
}
