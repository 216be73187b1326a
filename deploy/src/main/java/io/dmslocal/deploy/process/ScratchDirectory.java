package io.dmslocal.deploy.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** A directory that vanishes when it is closed. */
public record ScratchDirectory(Path path) implements AutoCloseable {

    public static ScratchDirectory make() {
        try {
            return new ScratchDirectory(Files.createTempDirectory("dms-local-"));
        } catch (IOException e) {
            throw new ProcessFailure("No temporary directory can be made: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        try (Stream<Path> files = Files.walk(path)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        } catch (IOException e) {
            throw new ProcessFailure("Left behind: " + path, e);
        }
    }
}
