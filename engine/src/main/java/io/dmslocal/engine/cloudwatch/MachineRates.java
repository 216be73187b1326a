package io.dmslocal.engine.cloudwatch;

import io.dmslocal.engine.metrics.Machine.Counted;
import io.dmslocal.engine.metrics.Machine.Measured;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What a machine had counted when: two of them tell how fast it counts. */
record MachineRates(Instant at, Map<String, Counted> counted) {

    static final MachineRates NONE = new MachineRates(Instant.EPOCH, Map.of());

    static MachineRates of(Instant at, List<Counted> counted) {
        return new MachineRates(at, counted.stream().collect(Collectors.toMap(Counted::name, Function.identity())));
    }

    /** What was counted at both times; 0 of what did not happen between them. */
    List<Measured> since(MachineRates before) {
        double seconds = Math.max(Duration.between(before.at, at).toMillis() / 1000.0, 0.001);
        List<Measured> rates = new ArrayList<>();
        for (Counted one : counted.values()) {
            if (before.counted.containsKey(one.name())) {
                double by = one.per().isEmpty() ? seconds : Math.max(growth(one.per(), before), 1);
                rates.add(new Measured(
                        one.name(), one.unit(), one.prometheus(), one.help(), growth(one.name(), before) / by));
            }
        }
        return rates;
    }

    /** A machine that began anew counts from nothing. */
    private double growth(String name, MachineRates before) {
        return Math.max(counted.get(name).value() - before.counted.get(name).value(), 0);
    }
}
