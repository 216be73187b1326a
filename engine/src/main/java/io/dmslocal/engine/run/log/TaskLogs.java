package io.dmslocal.engine.run.log;

import io.dmslocal.engine.model.Arn;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;

/**
 * Where this node keeps what tasks say of themselves while Logging.EnableLogging is on: a file for each, called as AWS calls the log stream of a task or
 * of a serverless replication. Who
 * logs puts the file's name into the MDC under {@link #KEY}; writing it is the logging framework's part, so nothing is written where that does not know
 * the key. A task that runs on another node goes on there with another file.
 *
 * @param directory need not exist
 */
public record TaskLogs(Path directory) {

    /** In the MDC: the file that a line belongs to. */
    public static final String KEY = "log";

    private static final String SENT = ".sent";
    private static final String TO_DELETE = ".delete";
    private static final String SERVERLESS = "replication-config";

    public Path of(String taskArn) {
        String id = Arn.parse(taskArn).map(Arn::id).orElse(taskArn);
        boolean isServerless =
                Arn.parse(taskArn).filter(arn -> arn.type().equals(SERVERLESS)).isPresent();
        return directory.resolve((isServerless ? "dms-serverless-replication-" : "dms-task-") + id + ".log");
    }

    /** Where the steps of a serverless replication on its way to running are told, apart from its run. */
    public Path orchestrator(String configArn) {
        String name = of(configArn).getFileName().toString();
        return directory.resolve(
                name.replace("dms-serverless-replication-", "dms-serverless-replication-orchestrator-"));
    }

    /** All that there may be. */
    public List<Path> files(String taskArn) {
        return Stream.of(of(taskArn), orchestrator(taskArn)).distinct().toList();
    }

    /** In bytes; 0 when nothing was said. Blocks. */
    public long size(String taskArn) {
        Path file = of(taskArn);
        try {
            return Files.exists(file) ? Files.size(file) : 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Blocks. */
    public void append(Path file, String line) {
        try {
            Files.createDirectories(directory);
            Files.writeString(file, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Blocks. */
    public void delete(String taskArn) {
        try {
            for (Path file : files(taskArn)) {
                Files.deleteIfExists(file);
                Files.deleteIfExists(beside(file, SENT));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Here, and wherever it was sent to, in a while. Blocks. */
    public void deleteEverywhere(String taskArn) {
        try {
            for (Path file : files(taskArn)) {
                if (Files.exists(beside(file, SENT))) {
                    Files.writeString(beside(file, TO_DELETE), "");
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        delete(taskArn);
    }

    /** Whether what was sent of a file is to be deleted. */
    public static boolean isDeletionAsked(Path file) {
        return Files.exists(beside(file, TO_DELETE));
    }

    public static void deletionDone(Path file) throws IOException {
        Files.deleteIfExists(beside(file, TO_DELETE));
    }

    /** How many bytes of a file were sent elsewhere. Blocks. */
    public static long sent(Path file) throws IOException {
        Path note = beside(file, SENT);
        return Files.exists(note) ? Long.parseLong(Files.readString(note).strip()) : 0;
    }

    public static void sent(Path file, long bytes) throws IOException {
        Files.writeString(beside(file, SENT), Long.toString(bytes));
    }

    private static Path beside(Path file, String ending) {
        return file.resolveSibling(file.getFileName() + ending);
    }
}
