package io.dmslocal.engine.metrics;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.List;

/**
 * What an instance shows: this node's process and machine.
 *
 * @param directory on the disk whose room is told
 */
public record Machine(Path directory) {

    /** @param name AWS's; @param unit CloudWatch's word */
    public record Measured(String name, String unit, String prometheus, String help, double value) {}

    public List<Measured> measure() {
        OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        double cpu = Math.max(system.getProcessCpuLoad(), 0) * 100;
        long free = system.getFreeMemorySize();
        return List.of(
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
                        directory.toAbsolutePath().toFile().exists()
                                ? directory.toFile().getUsableSpace()
                                : directory.toAbsolutePath().getRoot().toFile().getUsableSpace()));
    }
}
