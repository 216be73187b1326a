package io.dmslocal.engine.metrics;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What an instance shows: this node's process and machine. What the machine does not tell is left out.
 *
 * @param directory on the disk whose room and work are told
 */
public record Machine(Path directory) {

    private static final Pattern AVAILABLE = Pattern.compile("(?m)^MemAvailable:\\s+(\\d+) kB$");

    /** @param name AWS's; @param unit CloudWatch's word */
    public record Measured(String name, String unit, String prometheus, String help, double value) {}

    /**
     * Something that only grows; CloudWatch gets how fast.
     *
     * @param name AWS's
     * @param unit CloudWatch's word
     * @param value so far
     * @param per the name of that by whose growth this one's is divided; empty for seconds
     */
    public record Counted(String name, String unit, String prometheus, String help, long value, String per) {}

    public List<Measured> measure() {
        OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        double cpu = Math.max(system.getProcessCpuLoad(), 0) * 100;
        long free = system.getFreeMemorySize();
        List<Measured> measured = new ArrayList<>(List.of(
                new Measured("CPUUtilization", "Percent", "dms_cpu_utilization_percent", "of this node's process", cpu),
                new Measured("FreeableMemory", "Bytes", "dms_freeable_memory_bytes", "of the machine", free),
                new Measured("FreeMemory", "Bytes", "dms_free_memory_bytes", "of the machine", free),
                new Measured(
                        "SwapUsage",
                        "Bytes",
                        "dms_swap_usage_bytes",
                        "of the machine",
                        system.getTotalSwapSpaceSize() - system.getFreeSwapSpaceSize()),
                new Measured(
                        "FreeStorageSpace",
                        "Bytes",
                        "dms_free_storage_space_bytes",
                        "of the disk with the data directory",
                        DiskCounters.existing(directory).toFile().getUsableSpace())));
        available()
                .ifPresent(bytes -> measured.add(new Measured(
                        "AvailableMemory",
                        "Bytes",
                        "dms_available_memory_bytes",
                        "of the machine, without swapping",
                        bytes)));
        DiskCounters.of(directory)
                .ifPresent(disk -> measured.add(new Measured(
                        "DiskQueueDepth",
                        "Count",
                        "dms_disk_queue_depth",
                        "reads and writes that wait for the disk with the data directory",
                        disk.waiting())));
        return measured;
    }

    public List<Counted> count() {
        List<Counted> counted = new ArrayList<>();
        DiskCounters.of(directory).ifPresent(disk -> {
            String of = "of the disk with the data directory";
            counted.add(new Counted("ReadIOPS", "Count/Second", "dms_disk_reads_total", of, disk.reads(), ""));
            counted.add(new Counted("WriteIOPS", "Count/Second", "dms_disk_writes_total", of, disk.writes(), ""));
            counted.add(new Counted(
                    "ReadThroughput", "Bytes/Second", "dms_disk_read_bytes_total", of, disk.readBytes(), ""));
            counted.add(new Counted(
                    "WriteThroughput", "Bytes/Second", "dms_disk_written_bytes_total", of, disk.writeBytes(), ""));
            counted.add(new Counted(
                    "ReadLatency",
                    "Milliseconds",
                    "dms_disk_read_milliseconds_total",
                    of + ", all reads together",
                    disk.readMillis(),
                    "ReadIOPS"));
            counted.add(new Counted(
                    "WriteLatency",
                    "Milliseconds",
                    "dms_disk_write_milliseconds_total",
                    of + ", all writes together",
                    disk.writeMillis(),
                    "WriteIOPS"));
        });
        NetworkCounters.read().ifPresent(network -> {
            String of = "of the machine's interfaces, its loopback with them";
            counted.add(new Counted(
                    "NetworkReceiveThroughput",
                    "Bytes/Second",
                    "dms_network_received_bytes_total",
                    of,
                    network.received(),
                    ""));
            counted.add(new Counted(
                    "NetworkTransmitThroughput",
                    "Bytes/Second",
                    "dms_network_sent_bytes_total",
                    of,
                    network.sent(),
                    ""));
        });
        return counted;
    }

    private static OptionalLong available() {
        try {
            return available(Files.readString(Path.of("/proc/meminfo")));
        } catch (IOException notLinux) {
            return OptionalLong.empty();
        }
    }

    /** Bytes. Source: "proc_meminfo", Linux manual. */
    static OptionalLong available(String meminfo) {
        Matcher found = AVAILABLE.matcher(meminfo);
        return found.find() ? OptionalLong.of(Long.parseLong(found.group(1)) * 1024) : OptionalLong.empty();
    }
}
