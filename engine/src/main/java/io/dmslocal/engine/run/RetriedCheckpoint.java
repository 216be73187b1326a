package io.dmslocal.engine.run;

import io.dmslocal.engine.connector.spi.ConnectorException;
import io.dmslocal.persistence.checkpoint.Checkpoint;
import io.dmslocal.persistence.journal.JournalException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** A checkpoint whose journal may be away for a while: to a run that is a broken connection like any other. Fenced stays what it is. */
record RetriedCheckpoint(Checkpoint checkpoint) implements Checkpoint {

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

    static <T> T read(Supplier<T> reading) {
        try {
            return reading.get();
        } catch (JournalException away) {
            throw ConnectorException.recoverable("The checkpoint could not be read: " + away.getMessage(), away);
        }
    }

    private static void write(Runnable writing) {
        try {
            writing.run();
        } catch (JournalException away) {
            throw ConnectorException.recoverable("The checkpoint could not be saved: " + away.getMessage(), away);
        }
    }
}
