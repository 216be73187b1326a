package io.dmslocal.persistence.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.abort;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.dmslocal.persistence.checkpoint.Checkpoint;
import io.dmslocal.persistence.checkpoint.JdbcCheckpointStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A journal on a disk of a few MiB that is filled by somebody else: a tmpfs that only the processes of the test see. */
class FullDiskTest {

    private static final String MOUNT = "mount -t tmpfs -o size=12m tmpfs \"$1\"";

    @TempDir
    Path disk;

    @Test
    void nothingConfirmedIsLostAndItGoesOnWhenThereIsRoomAgain() throws Exception {
        if (!succeeds("unshare", "-rm", "sh", "-c", MOUNT, "sh", disk.toString())) {
            skip(
                    "Skipped: no tmpfs can be mounted here, so no disk can be filled. As root, or where users may have namespaces of their own, it can"
                            + " (sysctl kernel.unprivileged_userns_clone=1).");
        }

        List<String> said = inOneMount(Writer.class, Heir.class);

        assertEquals(List.of("Writer ended", "Heir ended"), said.subList(said.size() - 2, said.size()), said::toString);
    }

    /** As the tests do that need a server: in one line, or not at all where all tests are wanted. */
    private static void skip(String why) {
        if (Boolean.getBoolean("tests.required")) {
            throw new AssertionError(why);
        }
        System.out.println(why);
        abort(why);
    }

    /** Writes until the disk is full, then on when there is room again, then until it is full again; and is gone as if killed. */
    public static final class Writer {

        private Writer() {}

        public static void main(String[] arguments) throws Exception {
            Path disk = Path.of(arguments[0]);
            Config config = config(disk);
            JournalDatabase database = JournalDatabase.open(config.getConfig("dms-local.persistence.journal"));
            Author author = new Author(config, database, "kept");
            Checkpoint checkpoint = new JdbcCheckpointStore(database).open("task");
            author.write();
            checkpoint.save(Map.of("position", "1"));

            fill(disk);
            author.writeUntilRefused();
            String shortage = database.shortage().orElse("none");
            require(shortage.contains("The disk of the journal is full: " + disk + " has 0 KiB left"), shortage);
            eventually("H2 waits", () -> isFull(() -> checkpoint.save(Map.of("position", "2"))));

            // read, all the while
            author.requireAllKept();
            new Author(config, database, "of one that nobody had asked yet").requireAllKept();
            require(checkpoint.load("position").isPresent(), "a checkpoint");

            empty(disk);
            eventually("it takes events again", author::writes);
            eventually("it takes checkpoints again", () -> !isFull(() -> checkpoint.save(Map.of("position", "3"))));
            eventually("nothing is short", () -> database.shortage().isEmpty());
            author.requireAllKept();

            fill(disk);
            author.writeUntilRefused();
            Files.writeString(
                    disk.resolve("filler"),
                    "" + author.confirmed,
                    StandardOpenOption.WRITE); // in place of what is there
            System.out.println("Writer ended");
            Runtime.getRuntime().halt(0);
        }
    }

    /** Starts on what the writer left. */
    public static final class Heir {

        private Heir() {}

        public static void main(String[] arguments) throws Exception {
            Path disk = Path.of(arguments[0]);
            Config config = config(disk);
            String refusal = "none";
            try {
                JournalDatabase.open(config.getConfig("dms-local.persistence.journal"));
            } catch (JournalFull full) {
                refusal = full.getMessage();
            }
            require(refusal.contains(disk + " has 0 KiB left") && refusal.endsWith("start again."), refusal);

            long confirmed =
                    Long.parseLong(Files.readString(disk.resolve("filler")).replaceAll("\\D.*", ""));
            empty(disk);
            JournalDatabase database = JournalDatabase.open(config.getConfig("dms-local.persistence.journal"));
            Author author = new Author(config, database, "kept");
            author.confirmed = confirmed;
            author.requireAllKept();
            String position = new JdbcCheckpointStore(database)
                    .look("task")
                    .load("position")
                    .orElse("none");
            require(position.equals("3"), "the checkpoint is at " + position);
            require(author.writes(), "it writes");
            System.out.println("Heir ended");
            Runtime.getRuntime().halt(0);
        }
    }

    /** Writes a notebook, and counts what was confirmed. */
    private static final class Author {

        private final ActorTestKit kit;
        private final JournalDatabase database;
        private final String name;
        private final ActorRef<Notebook.Command> notebook;
        private final TestProbe<Notebook.Command> done;
        private long confirmed;

        private Author(Config config, JournalDatabase database, String name) {
            kit = ActorTestKit.create(config);
            this.database = database;
            this.name = name;
            notebook = kit.spawn(Notebook.create(name));
            done = kit.createTestProbe();
        }

        private void write() {
            require(writes(), "a first write");
        }

        private boolean writes() {
            String text = "note " + (confirmed + 1) + " " + "x".repeat(200);
            notebook.tell(new Notebook.Write(text, "p", done.ref()));
            try {
                done.receiveMessage(Duration.ofSeconds(3));
            } catch (AssertionError refused) {
                return false;
            }
            confirmed++;
            return true;
        }

        private void writeUntilRefused() {
            long before = confirmed;
            while (writes()) {
                require(confirmed < before + 10_000, "a disk that is full at last");
            }
        }

        /** By the actor, which reads its journal when it has failed, and by everybody. */
        private void requireAllKept() {
            var count = kit.<Integer>createTestProbe();
            notebook.tell(new Notebook.Count(count.ref()));
            int counted = count.receiveMessage(Duration.ofSeconds(30));
            require(counted >= confirmed, counted + " counted of " + confirmed + " confirmed");
            List<Long> numbers = new JournalReader(database, kit.system())
                    .entries("notebook|" + name, 1, 1_000_000).stream()
                            .map(JournalEntry::sequenceNumber)
                            .toList();
            require(numbers.equals(LongStream.rangeClosed(1, counted).boxed().toList()), numbers + " of " + counted);
        }
    }

    private interface Condition {
        boolean holds() throws Exception;
    }

    private static void eventually(String what, Condition condition) throws Exception {
        long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (!condition.holds()) {
            require(System.nanoTime() < deadline, "within a minute: " + what);
        }
    }

    private static void require(boolean holds, String what) {
        if (!holds) {
            new AssertionError(what).printStackTrace(System.out);
            Runtime.getRuntime().halt(1);
        }
    }

    private static boolean isFull(Runnable write) {
        try {
            write.run();
            return false;
        } catch (JournalFull full) {
            return true;
        }
    }

    private static Config config(Path disk) {
        return H2JournalTest.configuration(disk)
                .withFallback(ConfigFactory.load())
                .resolve();
    }

    /** To the last byte. */
    private static void fill(Path disk) throws IOException {
        byte[] block = new byte[4096];
        try (var filler =
                Files.newOutputStream(disk.resolve("filler"), StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            while (true) {
                filler.write(block);
            }
        } catch (IOException full) {
            require(disk.toFile().getUsableSpace() == 0, disk.toFile().getUsableSpace() + " bytes left");
        }
    }

    private static void empty(Path disk) throws IOException {
        Files.newOutputStream(disk.resolve("filler")).close();
    }

    private List<String> inOneMount(Class<?>... programs) throws Exception {
        StringBuilder script = new StringBuilder(MOUNT);
        for (Class<?> program : programs) {
            script.append(" && \"$2\" -Xmx256m -cp \"$3\" '")
                    .append(program.getName())
                    .append("' \"$1\"");
        }
        Path output = Files.createTempFile("full-disk", ".txt");
        try {
            Process process = new ProcessBuilder(
                            "unshare",
                            "-rm",
                            "--kill-child",
                            "--fork",
                            "sh",
                            "-c",
                            script.toString(),
                            "sh",
                            disk.toRealPath().toString(),
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            System.getProperty("java.class.path"))
                    .redirectOutput(output.toFile())
                    .redirectErrorStream(true)
                    .start();
            if (!process.waitFor(4, TimeUnit.MINUTES)) {
                process.destroyForcibly().waitFor();
            }
            return Files.readAllLines(output);
        } finally {
            Files.delete(output);
        }
    }

    private static boolean succeeds(String... command) throws Exception {
        try {
            Process process = new ProcessBuilder(command).start();
            assertTrue(process.waitFor(20, TimeUnit.SECONDS));
            return process.exitValue() == 0;
        } catch (IOException e) {
            return false; // no unshare
        }
    }
}
