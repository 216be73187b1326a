package io.dmslocal.persistence.serialization;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretsTest {

    @TempDir
    Path folder;

    @Test
    void whatIsSealedCanBeOpenedAndNeverLooksTheSameTwice() {
        Secrets secrets = Secrets.ofThisProcess();

        String one = secrets.seal("pässword");
        String other = secrets.seal("pässword");

        assertNotEquals(one, other);
        assertEquals("pässword", secrets.open(one));
        assertEquals("pässword", secrets.open(other));
        assertEquals("", secrets.open(secrets.seal("")));
    }

    @Test
    void aTextThatOnlyLooksSealedComesBackAsItWas() {
        Secrets secrets = Secrets.ofThisProcess();

        assertEquals(Secrets.PREFIX + "mine", secrets.open(secrets.seal(Secrets.PREFIX + "mine")));
    }

    @Test
    void anotherKeyOpensNothingAndSaysWhy() {
        String text = Secrets.inFile(folder.resolve("one")).seal("hunter2");

        var refusal = assertThrows(
                IllegalStateException.class,
                () -> Secrets.inFile(folder.resolve("two")).open(text));

        assertTrue(refusal.getMessage().contains("another key"), refusal.getMessage());
        assertThrows(IllegalStateException.class, () -> Secrets.ofThisProcess().open(Secrets.PREFIX + "AAAA"));
    }

    @Test
    void theKeyFileIsMadeOnceAndForItsOwnerAlone() throws Exception {
        Path file = folder.resolve("data/key");

        String text = Secrets.inFile(file).seal("hunter2");

        assertEquals("hunter2", Secrets.inFile(file).open(text));
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        try (var files = Files.list(file.getParent())) {
            assertEquals(1, files.count());
        }
    }

    @Test
    void processesThatStartTogetherGetTheSameKey() {
        Path file = folder.resolve("key");
        Set<String> keys = ConcurrentHashMap.newKeySet();

        IntStream.range(0, 16).parallel().forEach(i -> {
            Secrets.inFile(file);
            try {
                keys.add(Files.readString(file));
            } catch (java.io.IOException e) {
                throw new AssertionError(e);
            }
        });

        assertEquals(1, keys.size());
    }

    @Test
    void aKeyOfTheWrongLengthIsRefusedWithoutShowingIt() {
        var refusal = assertThrows(IllegalArgumentException.class, () -> Secrets.ofBase64("aHVudGVyMg=="));

        assertEquals(
                "The configured key has 7 bytes, 32 are needed; make one with: openssl rand -base64 32",
                refusal.getMessage());
        assertThrows(IllegalArgumentException.class, () -> Secrets.ofBase64("not base64!"));
    }
}
