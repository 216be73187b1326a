package io.dmslocal.engine.cloudwatch;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.dmslocal.engine.metrics.Machine.Counted;
import io.dmslocal.engine.metrics.Machine.Measured;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class MachineRatesTest {

    private static final Instant TEN = Instant.parse("2024-01-01T10:00:00Z");

    private static MachineRates counted(Instant at, long reads, long millis) {
        return MachineRates.of(
                at,
                List.of(
                        new Counted("ReadIOPS", "Count/Second", "reads", "", reads, ""),
                        new Counted("ReadLatency", "Milliseconds", "millis", "", millis, "ReadIOPS")));
    }

    private static Map<String, Double> rates(MachineRates now, MachineRates before) {
        return now.since(before).stream().collect(Collectors.toMap(Measured::name, Measured::value));
    }

    @Test
    void operationsArePerSecondAndLatenciesPerOperation() {
        MachineRates before = counted(TEN, 100, 1_000);

        assertEquals(
                Map.of("ReadIOPS", 2.0, "ReadLatency", 5.0), rates(counted(TEN.plusSeconds(60), 220, 1_600), before));
    }

    @Test
    void nothingHappensFast() {
        MachineRates before = counted(TEN, 100, 1_000);

        assertEquals(
                Map.of("ReadIOPS", 0.0, "ReadLatency", 0.0), rates(counted(TEN.plusSeconds(60), 100, 1_000), before));
    }

    @Test
    void aMachineThatBeganAnewIsNotCountedBackwards() {
        MachineRates before = counted(TEN, 100, 1_000);

        assertEquals(Map.of("ReadIOPS", 0.0, "ReadLatency", 0.0), rates(counted(TEN.plusSeconds(60), 3, 9), before));
    }

    @Test
    void theFirstLookTellsNothing() {
        assertEquals(List.of(), counted(TEN, 100, 1_000).since(MachineRates.NONE));
    }
}
