package io.dmslocal.engine;

import akka.actor.typed.ActorSystem;
import akka.persistence.testkit.javadsl.PersistenceTestKit;
import io.dmslocal.persistence.journal.Journals;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** The test kit's journal in memory. It knows no times: an event happened when it is read. */
final class MemoryJournals implements Journals {

    private final PersistenceTestKit kit;

    MemoryJournals(ActorSystem<?> system) {
        kit = PersistenceTestKit.create(system);
    }

    @Override
    public void events(String persistenceId, long after, Reading reading) {
        List<Object> events = kit.persistedInStorage(persistenceId);
        for (int i = (int) after; i < events.size(); i++) {
            reading.event(i + 1, Instant.now(), events.get(i));
        }
    }

    /** Nothing survives it that could have been missed. */
    @Override
    public Map<String, Long> newestOf(String prefix) {
        return Map.of();
    }
}
