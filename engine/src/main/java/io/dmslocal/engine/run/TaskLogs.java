package io.dmslocal.engine.run;

import io.dmslocal.engine.model.Arn;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

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
    public void delete(String taskArn) {
        try {
            Files.deleteIfExists(of(taskArn));
            Files.deleteIfExists(beside(taskArn, SENT));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Here, and wherever it was sent to, in a while. Blocks. */
    public void deleteEverywhere(String taskArn) {
        try {
            if (Files.exists(beside(taskArn, SENT))) {
                Files.writeString(beside(taskArn, TO_DELETE), "");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        delete(taskArn);
    }

    /** Whether what was sent is to be deleted. */
    public boolean isDeletionAsked(String taskArn) {
        return Files.exists(beside(taskArn, TO_DELETE));
    }

    public void deletionDone(String taskArn) throws IOException {
        Files.deleteIfExists(beside(taskArn, TO_DELETE));
    }

    /** How many bytes of it were sent elsewhere. Blocks. */
    public long sent(String taskArn) throws IOException {
        Path file = beside(taskArn, SENT);
        return Files.exists(file) ? Long.parseLong(Files.readString(file).strip()) : 0;
    }

    public void sent(String taskArn, long bytes) throws IOException {
        Files.writeString(beside(taskArn, SENT), Long.toString(bytes));
    }

    private Path beside(String taskArn, String ending) {
        return directory.resolve(of(taskArn).getFileName() + ending);
    }
}
