package io.dmslocal.engine.run.checkpoint;

import io.dmslocal.engine.connector.spi.ConnectorException;
import io.dmslocal.persistence.checkpoint.Checkpoint;
import io.dmslocal.persistence.journal.JournalException;
import io.dmslocal.persistence.journal.JournalFull;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** A checkpoint whose journal may be away for a while: to a run that is a broken connection like any other. Fenced stays what it is. */
public record RetriedCheckpoint(Checkpoint checkpoint) implements Checkpoint {

    @Override
    public Optional<String> load(String name) {
        return read(() -> checkpoint.load(name));
    }

    @Override
    public void save(Map<String, String> documents) {
        write(() -> checkpoint.save(documents));
    }

    @Override
    public void append(String list, String entry) {
        write(() -> checkpoint.append(list, entry));
    }

    @Override
    public List<String> entries(String list) {
        return read(() -> checkpoint.entries(list));
    }

    @Override
    public void clear(String list) {
        write(() -> checkpoint.clear(list));
    }

    public static <T> T read(Supplier<T> reading) {
        try {
            return reading.get();
        } catch (JournalException away) {
            throw ConnectorException.recoverable("The checkpoint could not be read: " + away.getMessage(), away);
        }
    }

    /** Whether a failure comes of a journal that nothing can be written to, however often it was wrapped on its way. */
    public static boolean isWithoutRoom(Throwable failure) {
        return Stream.iterate(failure, Objects::nonNull, Throwable::getCause).anyMatch(JournalFull.class::isInstance);
    }

    /** Whether a failure comes of the journal, and not of source or target. */
    public static boolean isOfJournal(Throwable failure) {
        return Stream.iterate(failure, Objects::nonNull, Throwable::getCause)
                .anyMatch(JournalException.class::isInstance);
    }

    private static void write(Runnable writing) {
        try {
            writing.run();
        } catch (JournalException away) {
            throw ConnectorException.recoverable("The checkpoint could not be saved: " + away.getMessage(), away);
        }
    }
}
