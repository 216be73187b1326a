package io.dmslocal.persistence.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.dmslocal.persistence.checkpoint.JdbcCheckpointStore;
import java.io.BufferedReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
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
        return ConfigFactory.parseMap(Map.of("dms-local.persistence.directory", directory.toString()))
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
            confirmed = killedAfter(data, 150);

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

    @Test
    void aSecondProcessOnTheSameFileIsRefusedInWords() throws Exception {
        Path data = folder.resolve("shared");
        Process first = victim(data, ProcessBuilder.Redirect.PIPE);
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

    private static long killedAfter(Path data, int lines) throws Exception {
        Path output = Files.createTempFile(data.getParent(), "confirmed", ".txt");
        Process process = victim(data, ProcessBuilder.Redirect.to(output.toFile()));
        try {
            eventually(
                    "the process confirms " + lines + " checkpoints",
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

    private static Process victim(Path data, ProcessBuilder.Redirect output) throws Exception {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx128m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Victim.class.getName(),
                        data.toString())
                .redirectOutput(output)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }
}
