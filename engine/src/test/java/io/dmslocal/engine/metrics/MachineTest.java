package io.dmslocal.engine.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dmslocal.engine.metrics.Machine.Counted;
import io.dmslocal.engine.metrics.Machine.Measured;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class MachineTest {

    @Test
    void aDisksStatIsReadByItsPlaces() {
        assertEquals(
                Optional.of(new DiskCounters(11, 22 * 512, 33, 44, 55 * 512, 66, 7)),
                DiskCounters.parse("  11  1  22  33  44  2  55  66  7  88  99  0 0 0 0\n"));
        assertEquals(Optional.empty(), DiskCounters.parse("1 2 3"));
    }

    @Test
    void aDevicesNumberIsTwo() {
        assertEquals("8:1", DiskCounters.number(0x801));
        assertEquals("259:300", DiskCounters.number(0x11032c));
    }

    @Test
    void interfacesAreAddedUp() {
        assertEquals(new NetworkCounters(1_100, 2_020), NetworkCounters.parse("""
                        Inter-|   Receive                                                |  Transmit
                         face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs
                            lo: 1000 1 0 0 0 0 0 0 2000 1 0 0 0 0 0 0
                        eth0:1:100 1 0 0 0 0 0 0 20 1 0 0 0 0 0 0
                        """));
    }

    @Test
    void availableMemoryIsInKilobytes() {
        assertEquals(
                OptionalLong.of(5 * 1024),
                Machine.available("MemTotal:       10 kB\nMemFree:        2 kB\nMemAvailable:          5 kB\n"));
        assertEquals(OptionalLong.empty(), Machine.available("MemTotal:       10 kB\n"));
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void whatGoesThroughASocketIsCounted() throws IOException {
        Machine machine = new Machine(Path.of("."));
        long before = counted(machine, "NetworkReceiveThroughput");

        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Socket sender = new Socket(server.getInetAddress(), server.getLocalPort());
                Socket receiver = server.accept()) {
            for (int i = 0; i < 100; i++) {
                sender.getOutputStream().write(new byte[1_000]);
                receiver.getInputStream().readNBytes(1_000);
            }
        }

        assertTrue(counted(machine, "NetworkReceiveThroughput") - before >= 100_000);
        assertTrue(machine.measure().stream().map(Measured::name).toList().contains("AvailableMemory"));
    }

    private static long counted(Machine machine, String name) {
        List<Counted> all = machine.count();
        return all.stream()
                .filter(one -> one.name().equals(name))
                .findFirst()
                .orElseThrow()
                .value();
    }
}
