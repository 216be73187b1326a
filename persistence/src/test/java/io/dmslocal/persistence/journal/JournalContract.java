package io.dmslocal.persistence.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a journal does, whichever database keeps it. A test class says which. */
abstract class JournalContract {

    private Config config;
    private JournalDatabase database;

    /** Configuration of a fresh, empty database. */
    abstract Config fresh();

    @BeforeEach
    void open() {
        config = fresh().withFallback(ConfigFactory.load()).resolve();
        database = JournalDatabase.open(config.getConfig("dms-local.persistence.journal"));
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void eventsAreReadInOrderWithTimeAndNameAndWithoutSecrets() {
        ActorTestKit kit = ActorTestKit.create(config);
        try {
            var probe = kit.<Notebook.Command>createTestProbe();
            var notebook = kit.spawn(Notebook.create("one"));
            notebook.tell(new Notebook.Write("first", "hunter2", probe.ref()));
            notebook.tell(new Notebook.Write("second", "hunter3", probe.ref()));
            probe.receiveSeveralMessages(2, Duration.ofSeconds(20));
            JournalReader reader = new JournalReader(database, kit.system());

            List<JournalEntry> entries = reader.entries("notebook|one", 1, 100);

            assertEquals(
                    List.of("{\"text\":\"first\",\"password\":\"***\"}", "{\"text\":\"second\",\"password\":\"***\"}"),
                    entries.stream().map(entry -> entry.event().toString()).toList());
            assertEquals(
                    List.of(1L, 2L),
                    entries.stream().map(JournalEntry::sequenceNumber).toList());
            assertEquals("Written", entries.get(0).name());
            assertFalse(entries.get(1).time().isBefore(entries.get(0).time()));
            assertEquals(2, reader.newest("notebook|one"));
            assertEquals(0, reader.newest("notebook|other"));
            assertEquals(1, reader.entries("notebook|one", 2, 100).size());
            assertEquals(1, reader.entries("notebook|one", 1, 1).size());
        } finally {
            kit.shutdownTestKit();
        }
    }

    @Test
    void eventsForFoldingHaveTheirSecretsAndEndWhereAsked() {
        ActorTestKit kit = ActorTestKit.create(config);
        try {
            var probe = kit.<Notebook.Command>createTestProbe();
            var notebook = kit.spawn(Notebook.create("two"));
            notebook.tell(new Notebook.Write("first", "hunter2", probe.ref()));
            notebook.tell(new Notebook.Write("second", "hunter3", probe.ref()));
            probe.receiveSeveralMessages(2, Duration.ofSeconds(20));
            JournalReader reader = new JournalReader(database, kit.system());

            Object first = new Notebook.Written("first", "hunter2");
            Object second = new Notebook.Written("second", "hunter3");
            assertEquals("" + first, reader.fold("notebook|two", 1, "", (read, event) -> read + event));
            assertEquals(
                    "" + first + second,
                    reader.fold("notebook|two", Long.MAX_VALUE, "", (read, event) -> read + event));
            List<Object> later = new ArrayList<>();
            reader.events("notebook|two", 1, (number, time, event) -> later.addAll(List.of(number, event)));
            assertEquals(List.of(2L, second), later);
            assertEquals(Map.of("notebook|two", 2L), reader.newestOf("notebook|t"));
            assertEquals(Map.of(), reader.newestOf("notebook|x"));
        } finally {
            kit.shutdownTestKit();
        }
    }

    @Test
    void anEntityComesBackWithItsSnapshotAndLaterEvents() {
        ActorTestKit kit = ActorTestKit.create(config);
        try {
            var probe = kit.<Notebook.Command>createTestProbe();
            var notebook = kit.spawn(Notebook.create("three"));
            IntStream.range(0, Notebook.EVENTS_PER_SNAPSHOT + 2)
                    .forEach(i -> notebook.tell(new Notebook.Write("note " + i, "p", probe.ref())));
            probe.receiveSeveralMessages(Notebook.EVENTS_PER_SNAPSHOT + 2, Duration.ofSeconds(20));
            kit.stop(notebook);

            var again = kit.spawn(Notebook.create("three"));
            var count = kit.<Integer>createTestProbe();
            again.tell(new Notebook.Count(count.ref()));

            count.expectMessage(Duration.ofSeconds(20), Notebook.EVENTS_PER_SNAPSHOT + 2);
        } finally {
            kit.shutdownTestKit();
        }
    }

    /** An entity's id holds an ARN, and that may hold a name of 255 characters. */
    @Test
    void anEntityMayHaveALongName() {
        assertEquals(1, written("long-" + "n".repeat(400)));
    }

    @Test
    void aJournalFromBeforeLongNamesTakesThem() {
        boolean isH2 = database.dialect() == JournalDatabase.Dialect.H2;
        database.transaction(connection -> {
            for (String table : List.of("event_journal", "snapshot")) {
                String narrower = isH2
                        ? "alter table \"%s\" alter column \"persistence_id\" set data type varchar(255)"
                        : "alter table %s alter column persistence_id type varchar(255)";
                connection.createStatement().execute(narrower.formatted(table));
            }
            return null;
        });
        assertEquals(1, written("before"));
        database.close();

        database = JournalDatabase.open(config.getConfig("dms-local.persistence.journal"));

        assertEquals(1, written("long-" + "m".repeat(400)));
    }

    /** How many events an entity of this name has after its first. */
    private int written(String name) {
        ActorTestKit kit = ActorTestKit.create(config);
        try {
            var probe = kit.<Notebook.Command>createTestProbe();
            kit.spawn(Notebook.create(name)).tell(new Notebook.Write("first", "p", probe.ref()));
            probe.receiveMessage(Duration.ofSeconds(20));
            return new JournalReader(database, kit.system())
                    .entries("notebook|" + name, 1, 10)
                    .size();
        } finally {
            kit.shutdownTestKit();
        }
    }

    @Test
    void nodesThatStartTogetherFindTheSameTables() throws Exception {
        Config journal =
                fresh().withFallback(ConfigFactory.load()).resolve().getConfig("dms-local.persistence.journal");
        var nodes = Executors.newFixedThreadPool(3);
        try {
            List<Future<JournalDatabase>> started = IntStream.range(0, 3)
                    .mapToObj(i -> nodes.submit(() -> JournalDatabase.open(journal)))
                    .toList();
            for (Future<JournalDatabase> node : started) {
                node.get();
            }
            for (Future<JournalDatabase> node : started) {
                node.get().close();
            }
            JournalDatabase.open(journal).close();
        } finally {
            nodes.shutdownNow();
        }
    }
}
