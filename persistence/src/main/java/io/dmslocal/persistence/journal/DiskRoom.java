package io.dmslocal.persistence.journal;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether the disk under a journal in a file takes more, and the place where H2 waits until it does. One for each directory; thread-safe.
 *
 * <pre>
 *            less than the reserve is left, H2 waits to write, or an event was refused
 *  enough ------------------------------------------------------------------------------> short
 *     ^                                                                                     |
 *     +------------------------------- there is room again ---------------------------------+
 * </pre>
 *
 * Nobody tells when another process has made room: who waits tries again, and who asks looks again.
 */
final class DiskRoom {

    /** Bytes for what happens by itself: the end of a run, a checkpoint, H2's next piece of its file. Assumed: such a piece has some 100 KiB. */
    static final long RESERVE = 1L << 20;

    /** Part of a write; returns how many bytes it wrote. */
    interface Attempt {
        int write() throws IOException;
    }

    private static final Logger LOG = LoggerFactory.getLogger(DiskRoom.class);

    private static final Duration PAUSE = Duration.ofMillis(200);

    /** Bytes: more than a block of any usual file system, and than most events. */
    private static final int PROBE = 64 << 10;

    private static final String REMEDY =
            " Make room there: changes are taken again as soon as there is, without a restart. Reads are answered meanwhile.";

    private static final Map<Path, DiskRoom> ROOMS = new ConcurrentHashMap<>();

    private final Path directory;

    /** Journals that are open in this process: while there is none, nothing waits. Guarded by this. */
    private int open;

    /** Writes of H2 that wait. Guarded by this. */
    private int waiting;

    /** Why the last write did not succeed; empty when it did. Guarded by this. */
    private String refusal = "";

    private DiskRoom(Path directory) {
        this.directory = directory;
    }

    /** Of the directory that the file lies in. */
    static DiskRoom of(Path file) {
        return ROOMS.computeIfAbsent(real(file.toAbsolutePath().normalize().getParent()), DiskRoom::new);
    }

    private static Path real(Path directory) {
        try {
            return directory.toRealPath();
        } catch (IOException e) {
            return directory; // not there yet
        }
    }

    /** From now on H2's writes wait for room. Before, they fail: a node that finds no room does not start. */
    synchronized void opened() {
        open++;
    }

    /** With the last journal all waiting ends. */
    synchronized void closed() {
        open--;
        notifyAll();
    }

    /** An event was written. */
    synchronized void wrote() {
        if (waiting == 0) {
            refusal = "";
        }
    }

    /** An event could not be written. */
    synchronized void refused(IOException why) {
        refusal = String.valueOf(why.getMessage());
    }

    /**
     * Tries until there is room.
     *
     * @throws IOException the failure, when the journal is being opened or closed
     */
    int write(Attempt attempt) throws IOException {
        try {
            return attempt.write();
        } catch (ClosedChannelException closed) {
            throw closed;
        } catch (IOException failure) {
            begin(failure);
            try {
                return again(attempt, failure);
            } finally {
                end();
            }
        }
    }

    private int again(Attempt attempt, IOException first) throws IOException {
        for (IOException failure = first; ; ) {
            pause(failure);
            try {
                return attempt.write();
            } catch (ClosedChannelException closed) {
                throw closed;
            } catch (IOException again) {
                failure = again;
            }
        }
    }

    private synchronized void begin(IOException failure) {
        refused(failure);
        if (waiting++ == 0 && open > 0) {
            LOG.warn("H2 waits to write its file in {}: {}", directory, failure.getMessage());
        }
    }

    private synchronized void pause(IOException failure) throws IOException {
        try {
            if (open > 0) {
                wait(PAUSE.toMillis());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("Interrupted while waiting for room: " + failure.getMessage());
        }
        if (open == 0) {
            throw failure;
        }
    }

    private synchronized void end() {
        if (--waiting == 0 && open > 0) {
            refusal = "";
            LOG.info("H2 writes its file in {} again", directory);
        }
    }

    /** @throws JournalFull while H2 waits: what it cannot write fills its memory, and in the end whoever commits would wait with it */
    void demand() {
        String why;
        synchronized (this) {
            if (waiting == 0) {
                return;
            }
            why = refusal;
        }
        throw full(why);
    }

    /** @throws JournalFull when there is too little to open a journal with */
    void demandToOpen() {
        tooLittle().ifPresent(what -> {
            throw new JournalFull(what + " Make room there, and start again.");
        });
    }

    /** @param why what the file system says */
    JournalFull full(String why) {
        return new JournalFull(tooLittle().orElseGet(() -> unwritable(why)) + REMEDY);
    }

    /** Why nothing should be begun that must be written, and what would help. */
    Optional<String> shortage() {
        return tooLittle().or(this::unwritten).map(what -> what + REMEDY);
    }

    private Optional<String> tooLittle() {
        long left = directory.toFile().getUsableSpace();
        if (left >= RESERVE || !Files.isDirectory(directory)) {
            return Optional.empty();
        }
        return Optional.of("The disk of the journal is full: " + directory + " has " + left / 1024 + " KiB left, and "
                + RESERVE / 1024 + " KiB are needed.");
    }

    private synchronized Optional<String> unwritten() {
        return refusal.isEmpty() || waiting == 0 && takesMore() ? Optional.empty() : Optional.of(unwritable(refusal));
    }

    private String unwritable(String why) {
        return "The journal cannot be written: its directory " + directory + " answers \"" + why + "\".";
    }

    /** A quota may forbid what the disk has room for: only a try can tell. */
    private boolean takesMore() {
        Path probe = directory.resolve("journal.probe");
        try {
            Files.write(probe, new byte[PROBE]);
            refusal = "";
            return true;
        } catch (IOException e) {
            return false;
        } finally {
            delete(probe);
        }
    }

    private static void delete(Path probe) {
        try {
            Files.deleteIfExists(probe);
        } catch (IOException e) {
            LOG.warn("{} cannot be deleted: {}", probe, e.toString());
        }
    }
}
