package io.dmslocal.persistence.spill;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * A queue of records on disk: append at the end, take from the front, both at any time. Memory is two buffers, whatever lies on disk.
 *
 * <p>One thread at a time. The file has no name from the moment it is opened (POSIX), so that nothing is left behind by a process that is
 * killed; its space is given back whenever the queue is empty, and at the latest by {@link #close}.
 */
public final class SpillFile implements AutoCloseable {

    private static final int BUFFER_BYTES = 256 * 1024;
    private static final int HEADER_BYTES = 8; // length and CRC-32C

    private final Path path;
    private final FileChannel channel;
    private final ByteBuffer out = ByteBuffer.allocate(BUFFER_BYTES);
    private final ByteBuffer in = ByteBuffer.allocate(BUFFER_BYTES).limit(0);
    private long written; // bytes in the file
    private long read; // bytes of the file that went into the in-buffer
    private long records;

    private SpillFile(Path path, FileChannel channel) {
        this.path = path;
        this.channel = channel;
    }

    /**
     * @param directory made when missing
     * @param name for messages; need not be unique
     */
    public static SpillFile in(Path directory, String name) {
        Path path = directory.resolve(name);
        try {
            Files.createDirectories(directory);
            var owner = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
            path = Files.createTempFile(directory, name.replaceAll("[^A-Za-z0-9._-]", "_") + "-", ".spill", owner);
            var options =
                    EnumSet.of(StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.DELETE_ON_CLOSE);
            return new SpillFile(path, FileChannel.open(path, options));
        } catch (IOException e) {
            throw new SpillException(path, "cannot be made", e);
        }
    }

    public void append(byte[] record) {
        CRC32C crc = new CRC32C();
        crc.update(record);
        try {
            if (out.remaining() < HEADER_BYTES + record.length) {
                flush();
            }
            if (out.remaining() < HEADER_BYTES + record.length) {
                // larger than the buffer: its header waits in it, its bytes go straight to the file
                out.putInt(record.length).putInt((int) crc.getValue());
                flush();
                write(ByteBuffer.wrap(record));
            } else {
                out.putInt(record.length).putInt((int) crc.getValue()).put(record);
            }
        } catch (IOException e) {
            throw new SpillException(path, "cannot be written after " + written + " bytes", e);
        }
        records++;
    }

    /** Takes the oldest record; empty when none waits. */
    public Optional<byte[]> next() {
        if (records == 0) {
            return Optional.empty();
        }
        try {
            int length = ByteBuffer.wrap(take(4)).getInt();
            int crc = ByteBuffer.wrap(take(4)).getInt();
            byte[] record = take(length);
            CRC32C found = new CRC32C();
            found.update(record);
            if ((int) found.getValue() != crc) {
                throw new IOException("a record came back changed; the disk is at fault");
            }
            records--;
            if (records == 0) {
                drop();
            }
            return Optional.of(record);
        } catch (IOException e) {
            throw new SpillException(path, "cannot be read at byte " + read, e);
        }
    }

    /** Forgets all records and gives their space back. */
    public void drop() {
        try {
            if (written > 0) {
                channel.truncate(0);
            }
        } catch (IOException e) {
            throw new SpillException(path, "cannot be emptied", e);
        }
        out.clear();
        in.limit(0);
        written = 0;
        read = 0;
        records = 0;
    }

    /** Records that wait. */
    public long size() {
        return records;
    }

    /** Bytes on disk and in the write buffer. */
    public long bytes() {
        return written + out.position();
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new SpillException(path, "cannot be closed", e);
        }
    }

    private byte[] take(int length) throws IOException {
        byte[] bytes = new byte[length];
        ByteBuffer wanted = ByteBuffer.wrap(bytes);
        while (wanted.hasRemaining()) {
            if (!in.hasRemaining()) {
                fill();
            }
            int step = Math.min(wanted.remaining(), in.remaining());
            wanted.put(in.slice(in.position(), step));
            in.position(in.position() + step);
        }
        return bytes;
    }

    private void fill() throws IOException {
        if (read == written) {
            flush();
        }
        in.clear();
        int found = channel.read(in, read);
        in.flip();
        if (found <= 0) {
            throw new IOException("the file ends before its last record");
        }
        read += found;
    }

    private void flush() throws IOException {
        out.flip();
        write(out);
        out.clear();
    }

    private void write(ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            written += channel.write(bytes, written);
        }
    }
}
