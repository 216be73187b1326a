package io.dmslocal.persistence.spill;

import java.io.IOException;
import java.nio.file.Path;

/** The disk fails a spill file: full, read-only, broken. */
public final class SpillException extends RuntimeException {

    SpillException(Path path, String what, IOException cause) {
        super("The spill file " + path + " " + what + " (" + space(path) + "): " + cause.getMessage(), cause);
    }

    private static String space(Path path) {
        return path.toAbsolutePath().getParent().toFile().getUsableSpace() / (1024 * 1024) + " MiB free";
    }
}
