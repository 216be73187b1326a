package io.dmslocal.deploy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.stream.Stream;
import org.slf4j.LoggerFactory;

/** The folder that belongs to one node as long as it runs: it holds a lock that dies with the process, however that ends. */
final class DataDirectory implements AutoCloseable {

    private final Path path;
    private final boolean kept;
    private final FileChannel lock;

    private DataDirectory(Path path, boolean kept, FileChannel lock) {
        this.path = path;
        this.kept = kept;
        this.lock = lock;
    }

    /** @throws StartFailure when another node has it */
    static DataDirectory take(Path path, boolean kept) {
        try {
            FileChannel lock =
                    FileChannel.open(path.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (isFree(lock)) {
                return new DataDirectory(path, kept, lock);
            }
            lock.close();
        } catch (IOException e) {
            throw new StartFailure("The data directory " + path + " cannot be used: " + e, e);
        }
        throw new StartFailure(
                "The data directory " + path + " is used by another dms-local: stop it, or choose another with --data");
    }

    /** Gives it up, and deletes it when it is not to be kept. */
    @Override
    public void close() {
        try {
            lock.close();
            if (!kept) {
                delete();
            }
        } catch (IOException | UncheckedIOException e) {
            LoggerFactory.getLogger(DataDirectory.class).warn("{} could not be left in order", path, e);
        }
    }

    private void delete() throws IOException {
        try (Stream<Path> files = Files.walk(path)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }

    private static boolean isFree(FileChannel lock) throws IOException {
        try {
            return lock.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            return false; // a node of this process
        }
    }
}
