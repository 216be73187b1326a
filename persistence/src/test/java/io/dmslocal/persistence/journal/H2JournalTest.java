package io.dmslocal.persistence.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.dmslocal.persistence.checkpoint.JdbcCheckpointStore;
import java.io.BufferedReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class H2JournalTest extends JournalContract {

    @TempDir
    Path folder;

    private int folders;

    @Override
    Config fresh() {
        return configuration(folder.resolve("data" + ++folders));
    }

    static Config configuration(Path directory) {
        return ConfigFactory.parseMap(Map.of(
                        "dms-local.persistence.directory",
                        directory.toString(),
                        "dms-local.persistence.secrets.key-file",
                        directory.resolve("secret.key").toString()))
                .withFallback(ConfigFactory.parseResources("journal-h2.conf"));
    }

    /** Writes checkpoints and events, says what was confirmed, until it is killed. */
    public static final class Victim {

        private Victim() {}

        public static void main(String[] arguments) {
            Config config = configuration(Path.of(arguments[0]))
                    .withFallback(ConfigFactory.load())
                    .resolve();
            JournalDatabase database = JournalDatabase.open(config.getConfig("dms-local.persistence.journal"));
            var checkpoint = new JdbcCheckpointStore(database).open("task");
            for (int i = 1; ; i++) {
                checkpoint.save(Map.of("position", String.valueOf(i)));
                System.out.println(i);
            }
        }
    }

    @Test
    void whatWasConfirmedIsThereAfterTheProcessWasKilled() throws Exception {
        Path data = folder.resolve("killed");
        long confirmed = 0;
        for (int round = 0; round < 3; round++) {
            confirmed = killedAfter(data, 150, Victim.class);

            Config journal = configuration(data)
                    .withFallback(ConfigFactory.load())
                    .resolve()
                    .getConfig("dms-local.persistence.journal");
            try (JournalDatabase database = JournalDatabase.open(journal)) {
                String position = new JdbcCheckpointStore(database)
                        .look("task")
                        .load("position")
                        .orElseThrow();
                assertTrue(Long.parseLong(position) >= confirmed, position + " was kept, " + confirmed + " confirmed");
            }
        }
    }

    /** Writes events, says what was confirmed, until it is killed. */
    public static final class Author {

        private Author() {}

        public static void main(String[] arguments) {
            Config config = configuration(Path.of(arguments[0]))
                    .withFallback(ConfigFactory.load())
                    .resolve();
            JournalDatabase.open(config.getConfig("dms-local.persistence.journal"));
            ActorTestKit kit = ActorTestKit.create(config);
            var probe = kit.<Notebook.Command>createTestProbe();
            var notebook = kit.spawn(Notebook.create("kept"));
            var count = kit.<Integer>createTestProbe();
            notebook.tell(new Notebook.Count(count.ref()));
            for (int i = count.receiveMessage(Duration.ofSeconds(30)) + 1; ; i++) {
                notebook.tell(new Notebook.Write("note", "p", probe.ref()));
                probe.receiveMessage(Duration.ofSeconds(30));
                System.out.println(i);
            }
        }
    }

    @Test
    void eventsThatWereConfirmedAreThereAfterTheProcessWasKilled() throws Exception {
        Path data = folder.resolve("written");
        for (int round = 0; round < 3; round++) {
            long confirmed = killedAfter(data, 150, Author.class);

            Config config =
                    configuration(data).withFallback(ConfigFactory.load()).resolve();
            ActorTestKit kit = ActorTestKit.create(config);
            try (JournalDatabase database = JournalDatabase.open(config.getConfig("dms-local.persistence.journal"))) {
                List<JournalEntry> entries =
                        new JournalReader(database, kit.system()).entries("notebook|kept", 1, 10_000);

                assertTrue(entries.size() >= confirmed, entries.size() + " were kept, " + confirmed + " confirmed");
                assertEquals(
                        LongStream.rangeClosed(1, entries.size()).boxed().toList(),
                        entries.stream().map(JournalEntry::sequenceNumber).toList());
            } finally {
                kit.shutdownTestKit();
            }
        }
    }

    @Test
    void eventsThatH2HadNotWrittenAreThereAfterItGaveItsFileUp() throws Exception {
        Config config = configuration(folder.resolve("given up"))
                .withFallback(ConfigFactory.load())
                .resolve();
        Config journal = config.getConfig("dms-local.persistence.journal");
        try (JournalDatabase database = JournalDatabase.open(journal)) {
            ActorTestKit kit = ActorTestKit.create(config);
            try {
                write(kit, 100);
                database.read(connection -> true); // a connection that is in use all the time
                try (Connection connection = DriverManager.getConnection(journal.getString("url"), "dms", "");
                        Statement statement = connection.createStatement()) {
                    statement.execute("shutdown immediately"); // as a failed write of its file ends it
                }

                assertEquals(
                        100,
                        new JournalReader(database, kit.system())
                                .entries("notebook|kept", 1, 1000)
                                .size());
                write(kit, 20);
                assertEquals(
                        120,
                        new JournalReader(database, kit.system())
                                .entries("notebook|kept", 1, 1000)
                                .size());
            } finally {
                kit.shutdownTestKit();
            }
        }
    }

    /** To a notebook that is opened for it. */
    private static void write(ActorTestKit kit, int notes) {
        TestProbe<Notebook.Command> written = kit.createTestProbe();
        ActorRef<Notebook.Command> notebook = kit.spawn(Notebook.create("kept"));
        for (int i = 0; i < notes; i++) {
            notebook.tell(new Notebook.Write("note", "p", written.ref()));
            written.receiveMessage(Duration.ofSeconds(60));
        }
        kit.stop(notebook);
    }

    @Test
    void aSecondProcessOnTheSameFileIsRefusedInWords() throws Exception {
        Path data = folder.resolve("shared");
        Process first = process(data, ProcessBuilder.Redirect.PIPE, Victim.class);
        try (BufferedReader out = first.inputReader()) {
            assertEquals("1", out.readLine());
            Config journal = configuration(data)
                    .withFallback(ConfigFactory.load())
                    .resolve()
                    .getConfig("dms-local.persistence.journal");

            JournalException refusal = assertThrows(JournalException.class, () -> JournalDatabase.open(journal));

            assertTrue(refusal.getMessage().contains("already in use"), refusal.getMessage());
        } finally {
            first.destroyForcibly().waitFor();
        }
    }

    private static long killedAfter(Path data, int lines, Class<?> main) throws Exception {
        Path output = Files.createTempFile(data.getParent(), "confirmed", ".txt");
        Process process = process(data, ProcessBuilder.Redirect.to(output.toFile()), main);
        try {
            eventually(
                    "the process confirms " + lines + " writes",
                    () -> lines(output).size() >= lines);
        } finally {
            process.destroyForcibly().waitFor();
        }
        List<String> confirmed = lines(output);
        return Long.parseLong(confirmed.get(confirmed.size() - 1));
    }

    /** Whole lines only: the last may have been cut off. */
    private static List<String> lines(Path output) throws Exception {
        String text = Files.readString(output);
        return text.substring(0, text.lastIndexOf('\n') + 1).lines().toList();
    }

    private static void eventually(String what, Callable<Boolean> condition) throws Exception {
        long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (!condition.call()) {
            assertTrue(System.nanoTime() < deadline, "within a minute: " + what);
            LockSupport.parkNanos(10_000_000); // nothing tells when another process has written
        }
    }

    private static Process process(Path data, ProcessBuilder.Redirect output, Class<?> main) throws Exception {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx128m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        main.getName(),
                        data.toString())
                .redirectOutput(output)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }
}
