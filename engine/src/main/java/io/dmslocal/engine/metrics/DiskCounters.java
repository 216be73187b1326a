package io.dmslocal.engine.metrics;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/**
 * What the disk of a directory has done since the machine began, whoever asked for it. Source: "Block layer statistics in /sys/block/dev/stat", Linux kernel
 * documentation.
 *
 * @param readMillis how long the reads took, together
 * @param writeMillis likewise
 * @param waiting reads and writes that are asked for and not done, now
 */
record DiskCounters(
        long reads, long readBytes, long readMillis, long writes, long writeBytes, long writeMillis, long waiting) {

    /** Linux counts in these, whatever the disk's are. */
    private static final int SECTOR_BYTES = 512;

    private static final int FIELDS = 9;

    /** Empty where the machine does not tell: not on Linux, and not of a directory that is not on a disk of its own (a container's, a network's). */
    static Optional<DiskCounters> of(Path directory) {
        try {
            long device = ((Number) Files.getAttribute(existing(directory), "unix:dev")).longValue();
            return parse(Files.readString(Path.of("/sys/dev/block/" + number(device) + "/stat")));
        } catch (IOException | UnsupportedOperationException | IllegalArgumentException untold) {
            return Optional.empty();
        }
    }

    /** The directory, or the next above it that is there. */
    static Path existing(Path directory) {
        Path path = directory.toAbsolutePath();
        while (!Files.exists(path) && path.getParent() != null) {
            path = path.getParent();
        }
        return path;
    }

    /** As glibc's gnu_dev_major and gnu_dev_minor. */
    static String number(long device) {
        long major = (device >>> 8 & 0xfff) | (device >>> 32 & ~0xfffL);
        long minor = (device & 0xff) | (device >>> 12 & ~0xffL & 0xffffffffL);
        return major + ":" + minor;
    }

    static Optional<DiskCounters> parse(String stat) {
        long[] fields = Arrays.stream(stat.strip().split("\\s+"))
                .mapToLong(Long::parseLong)
                .toArray();
        return fields.length < FIELDS
                ? Optional.empty()
                : Optional.of(new DiskCounters(
                        fields[0],
                        fields[2] * SECTOR_BYTES,
                        fields[3],
                        fields[4],
                        fields[6] * SECTOR_BYTES,
                        fields[7],
                        fields[8]));
    }
}
