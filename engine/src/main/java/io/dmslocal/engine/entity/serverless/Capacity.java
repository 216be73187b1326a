package io.dmslocal.engine.entity.serverless;

import io.dmslocal.engine.model.Fault;
import io.dmslocal.engine.model.KmsKeys;
import io.dmslocal.engine.model.MaintenanceWindow;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.services.databasemigration.model.ComputeConfig;

/** ComputeConfig: what may be asked for, and how much of it a replication gets. Pure. Source: API_ComputeConfig. */
final class Capacity {

    private static final List<Integer> UNITS = List.of(1, 2, 4, 8, 16, 32, 64, 128, 192, 256, 384);
    /** Tables that one unit serves (assumed: AWS looks at sizes and rates, and does not say how). */
    private static final int TABLES_PER_UNIT = 50;

    private Capacity() {}

    /** Of a whole config. */
    static Optional<Fault> fault(ComputeConfig config) {
        if (config.maxCapacityUnits() == null) {
            return Optional.of(
                    Fault.invalidValue("ComputeConfig needs MaxCapacityUnits; it can be one of " + UNITS + "."));
        }
        return values(config).or(() -> order(config)).or(() -> zone(config));
    }

    /** What can be said of its members one by one. */
    static Optional<Fault> values(ComputeConfig config) {
        return units("MinCapacityUnits", config.minCapacityUnits())
                .or(() -> units("MaxCapacityUnits", config.maxCapacityUnits()))
                .or(() -> KmsKeys.fault(config.kmsKeyId()))
                .or(() -> Optional.ofNullable(config.preferredMaintenanceWindow())
                        .filter(window -> !window.isEmpty())
                        .flatMap(MaintenanceWindow::mistake)
                        .map(mistake -> Fault.invalidValue("ComputeConfig." + mistake)));
    }

    /** The members that a modification names, and the others as they were (assumed). */
    static ComputeConfig merged(ComputeConfig before, ComputeConfig named) {
        return before.copy(merged -> {
            for (SdkField<?> field : named.sdkFields()) {
                Object value = field.getValueOrDefault(named);
                if (value instanceof List<?> list ? named.hasVpcSecurityGroupIds() && list != null : value != null) {
                    field.set(merged, value);
                }
            }
        });
    }

    /** @param tables that the replication selects */
    static int units(ComputeConfig config, int tables) {
        int least = config.minCapacityUnits() == null ? UNITS.get(0) : config.minCapacityUnits();
        int wanted = (tables + TABLES_PER_UNIT - 1) / TABLES_PER_UNIT;
        return UNITS.stream()
                .filter(units -> units >= wanted && units >= least)
                .findFirst()
                .filter(units -> units <= config.maxCapacityUnits())
                .orElse(config.maxCapacityUnits());
    }

    private static Optional<Fault> units(String parameter, Integer units) {
        return units == null || UNITS.contains(units)
                ? Optional.empty()
                : Optional.of(Fault.invalidValue(
                        "ComputeConfig." + parameter + " is " + units + "; it can be one of " + UNITS + "."));
    }

    private static Optional<Fault> order(ComputeConfig config) {
        return config.minCapacityUnits() != null && config.minCapacityUnits() > config.maxCapacityUnits()
                ? Optional.of(Fault.invalidValue("ComputeConfig.MinCapacityUnits is " + config.minCapacityUnits()
                        + ", more than MaxCapacityUnits, which is " + config.maxCapacityUnits() + "."))
                : Optional.empty();
    }

    private static Optional<Fault> zone(ComputeConfig config) {
        boolean named =
                config.availabilityZone() != null && !config.availabilityZone().isBlank();
        return named && Boolean.TRUE.equals(config.multiAZ())
                ? Optional.of(Fault.invalidCombination(
                        "ComputeConfig.AvailabilityZone cannot be given with MultiAZ; use one of them."))
                : Optional.empty();
    }
}
