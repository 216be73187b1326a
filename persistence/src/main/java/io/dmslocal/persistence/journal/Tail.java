package io.dmslocal.persistence.journal;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32;

/**
 * The newest events once more, in a plain file beside H2's: {@code journal.tail}. H2 writes its own file every half second, because each time it writes every
 * page that it touched; what came since lies here, and goes into the table again when a process was killed before H2 wrote it. Emptied whenever H2's file
 * has all of it.
 *
 * <pre>
 *  length of the frame's events (int), CRC-32 of them (int), events; next frame ...
 * </pre>
 *
 * Thread-safe. An append is in the operating system's hands when it returns; it is not forced to the disk, as H2's commits were not.
 */
final class Tail {

    /** H2's own files, and ours. */
    private static final Pattern H2_FILE =
            Pattern.compile("jdbc:h2:(?:file:|" + PatientPath.PREFIX + ")([^;]+).*", Pattern.DOTALL);

    private static final String SUFFIX = ".tail";

    private final Path file;
    private FileChannel channel;
    private long length;

    Tail(Path file) {
        this.file = file;
    }

    /** Of the journal with this URL; none when it is not an H2 file. */
    static Optional<Tail> of(String url) {
        Matcher file = H2_FILE.matcher(url);
        return file.matches() ? Optional.of(new Tail(Path.of(file.group(1) + SUFFIX))) : Optional.empty();
    }

    Path file() {
        return file;
    }

    /** Whether there is an H2 file that the tail can belong to; a tail alone is of a journal that somebody deleted. */
    boolean hasJournal() {
        String name = file.getFileName().toString();
        return Files.exists(file.resolveSibling(name.substring(0, name.length() - SUFFIX.length()) + ".mv.db"));
    }

    /**
     * All of them or, when it throws, none.
     *
     * @return how long it was before
     */
    synchronized long append(List<EventRow> rows) throws IOException {
        if (channel == null) {
            channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            length = channel.size();
        }
        ByteBuffer frame = frame(rows);
        long before = length;
        long end = before;
        try {
            while (frame.hasRemaining()) {
                end += channel.write(frame, end);
            }
            length = end;
            return before;
        } catch (IOException e) {
            cut(before); // what follows half a frame would never be read
            throw e;
        }
    }

    /**
     * What was appended since it was so long is not true. Also when this fails: the next frame is written over the untrue one, and no sum fits what is left of
     * that.
     */
    synchronized void cut(long before) throws IOException {
        length = before;
        channel.truncate(before);
    }

    /** Bytes appended since it was empty. */
    synchronized long length() {
        return length;
    }

    /** To be called when the database has it all in its file. */
    synchronized void clear() throws IOException {
        if (channel != null) {
            channel.truncate(0);
            length = 0;
        } else {
            Files.deleteIfExists(file);
        }
    }

    /** Up to the end, or to the frame that a crash cut off: nobody was told that it was written. */
    synchronized List<EventRow> read() throws IOException {
        List<EventRow> rows = new ArrayList<>();
        if (!Files.exists(file)) {
            return rows;
        }
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(Files.readAllBytes(file)))) {
            for (byte[] events = next(in); events.length > 0; events = next(in)) {
                DataInputStream each = new DataInputStream(new ByteArrayInputStream(events));
                while (each.available() > 0) {
                    rows.add(EventRow.read(each));
                }
            }
        }
        return rows;
    }

    /** Empty when there is no whole one. */
    private static byte[] next(DataInputStream in) throws IOException {
        try {
            int length = in.readInt();
            int sum = in.readInt();
            if (length <= 0 || length > in.available()) {
                return new byte[0];
            }
            byte[] events = in.readNBytes(length);
            return sum(events) == sum ? events : new byte[0];
        } catch (EOFException e) {
            return new byte[0];
        }
    }

    private static ByteBuffer frame(List<EventRow> rows) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(1024 * rows.size());
        DataOutputStream out = new DataOutputStream(bytes);
        for (EventRow row : rows) {
            row.write(out);
        }
        byte[] events = bytes.toByteArray();
        return ByteBuffer.allocate(events.length + 8)
                .putInt(events.length)
                .putInt(sum(events))
                .put(events)
                .flip();
    }

    private static int sum(byte[] bytes) {
        CRC32 crc = new CRC32();
        crc.update(bytes);
        return (int) crc.getValue();
    }
}
