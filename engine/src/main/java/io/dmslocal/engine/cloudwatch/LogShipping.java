package io.dmslocal.engine.cloudwatch;

import io.dmslocal.engine.cloudwatch.LogGroups.Event;
import io.dmslocal.engine.cloudwatch.LogGroups.Stream;
import io.dmslocal.engine.model.Arn;
import io.dmslocal.engine.run.MeteredRuns;
import io.dmslocal.engine.run.MeteredRuns.MeteredRun;
import io.dmslocal.engine.run.TaskLogs;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends what tasks of this node have logged to CloudWatch Logs, some time after it was written. How much of a file was sent stands beside it, so that nothing
 * is sent twice after a restart, but for what was under way; what cannot be sent is sent later. One thread at a time.
 *
 * <p>Names: "Viewing and managing AWS DMS task logs", AWS DMS user guide. Logs of a task are sent from when it runs on this node.
 */
final class LogShipping implements Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(LogShipping.class);

    /** Bytes in one call: CloudWatch takes a megabyte, and counts 26 bytes for each line besides. */
    private static final int CHUNK = 256 * 1024;

    private static final Pattern TIME =
            Pattern.compile("^\\d{8}: (\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d)(?::(\\d{6}))?");

    private final MeteredRuns runs;
    private final TaskLogs logs;
    private final LogGroups groups;
    private final Clock clock;
    private boolean isBroken;

    LogShipping(MeteredRuns runs, TaskLogs logs, URI endpoint, Clock clock) {
        this.runs = runs;
        this.logs = logs;
        this.groups = new LogGroups(endpoint);
        this.clock = clock;
    }

    @Override
    public void run() {
        try {
            for (MeteredRun run : runs.known()) {
                for (Path file : logs.files(run.arn())) {
                    ship(run, file);
                }
            }
            isBroken = false;
        } catch (RuntimeException | IOException failed) {
            if (!isBroken) { // once, until it works again
                LOG.warn("Task logs cannot be sent to CloudWatch Logs, and are sent later: {}", failed.getMessage());
            }
            isBroken = true;
        }
    }

    private void ship(MeteredRun run, Path file) throws IOException {
        Stream stream = stream(run, file);
        if (TaskLogs.isDeletionAsked(file)) {
            groups.delete(stream);
            TaskLogs.deletionDone(file);
        }
        while (Files.exists(file)) {
            long sent = TaskLogs.sent(file);
            long from = sent > Files.size(file) ? 0 : sent; // another file by now
            byte[] chunk = read(file, from);
            if (chunk.length == 0) {
                return;
            }
            groups.put(stream, events(new String(chunk, StandardCharsets.UTF_8)));
            TaskLogs.sent(file, from + chunk.length);
        }
    }

    private Stream stream(MeteredRun run, Path file) {
        Arn arn = Arn.parse(run.arn()).orElseThrow();
        String group = run.instance().isEmpty() ? name(logs.of(run.arn())) : "dms-tasks-" + run.instance();
        return new Stream(arn.scope(), group, name(file));
    }

    private static String name(Path file) {
        String name = file.getFileName().toString();
        return name.substring(0, name.lastIndexOf('.'));
    }

    /** Whole lines only. */
    private static byte[] read(Path path, long from) {
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "r")) {
            int length = (int) Math.min(CHUNK, file.length() - from);
            if (length <= 0) {
                return new byte[0];
            }
            byte[] bytes = new byte[length];
            file.seek(from);
            file.readFully(bytes);
            int end = length;
            while (end > 0 && bytes[end - 1] != '\n') {
                end--;
            }
            // a line longer than a chunk is cut
            return end == 0 && length == CHUNK ? bytes : java.util.Arrays.copyOf(bytes, end);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<Event> events(String lines) {
        return lines.lines()
                .filter(line -> !line.isBlank())
                .map(line -> new Event(milliseconds(line), line))
                .toList();
    }

    private long milliseconds(String line) {
        Matcher matcher = TIME.matcher(line);
        if (!matcher.find()) {
            return clock.millis();
        }
        long seconds = LocalDateTime.parse(matcher.group(1)).toEpochSecond(ZoneOffset.UTC);
        return seconds * 1000 + (matcher.group(2) == null ? 0 : Long.parseLong(matcher.group(2)) / 1000);
    }
}
