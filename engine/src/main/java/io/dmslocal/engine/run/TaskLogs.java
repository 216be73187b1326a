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
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
