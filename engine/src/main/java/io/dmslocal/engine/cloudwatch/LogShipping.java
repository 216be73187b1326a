package io.dmslocal.engine.cloudwatch;

import io.dmslocal.engine.cloudwatch.LogGroups.Event;
import io.dmslocal.engine.cloudwatch.LogGroups.Stream;
import io.dmslocal.engine.model.Arn;
import io.dmslocal.engine.run.MeteredRuns;
import io.dmslocal.engine.run.MeteredRuns.MeteredRun;
import io.dmslocal.engine.run.log.TaskLogs;
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
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
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

    /** Lines of one call lie within 24 hours ("PutLogEvents", Amazon CloudWatch Logs API reference). */
    private static final long SPAN_MILLISECONDS = 24L * 60 * 60 * 1000;

    private static final Pattern TIME =
            Pattern.compile("^\\d{8}: (\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d)(?::(\\d{6}))?");

    private final MeteredRuns runs;
    private final TaskLogs logs;
    private final LogGroups groups;
    private final Clock clock;
    /** Files whose last try failed: told once, until it works again. */
    private final Set<Path> broken = new HashSet<>();

    /**
     * Lines that go in one call.
     *
     * @param bytes of the file that they are
     */
    private record Part(List<Event> events, int bytes) {}

    LogShipping(MeteredRuns runs, TaskLogs logs, URI endpoint, Clock clock) {
        this.runs = runs;
        this.logs = logs;
        this.groups = new LogGroups(endpoint);
        this.clock = clock;
    }

    @Override
    public void run() {
        for (MeteredRun run : runs.known()) {
            for (Path file : logs.files(run.arn())) {
                tryToShip(run, file);
            }
        }
    }

    /** One that is refused keeps back no other. */
    private void tryToShip(MeteredRun run, Path file) {
        try {
            ship(run, file);
            broken.remove(file);
        } catch (RuntimeException | IOException failed) {
            if (broken.add(file)) {
                LOG.warn(
                        "Task log {} cannot be sent to CloudWatch Logs, and is sent later: {}",
                        file.getFileName(),
                        failed.getMessage());
            }
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
            Part part = part(chunk);
            if (!part.events().isEmpty()) {
                groups.put(stream, part.events());
            }
            TaskLogs.sent(file, from + part.bytes());
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

    /** The first lines, as far as they may go together. */
    private Part part(byte[] chunk) {
        List<Event> events = new ArrayList<>();
        long earliest = Long.MAX_VALUE;
        long latest = Long.MIN_VALUE;
        int start = 0;
        while (start < chunk.length) {
            int end = start;
            while (end < chunk.length && chunk[end] != '\n') {
                end++;
            }
            String line = new String(chunk, start, end - start, StandardCharsets.UTF_8).stripTrailing();
            if (!line.isEmpty()) {
                long time = milliseconds(line);
                earliest = Math.min(earliest, time);
                latest = Math.max(latest, time);
                if (latest - earliest >= SPAN_MILLISECONDS) {
                    break;
                }
                events.add(new Event(time, line));
            }
            start = Math.min(end + 1, chunk.length);
        }
        return new Part(events, start);
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
