package io.dmslocal.engine.entity.serverless;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dmslocal.engine.model.Fault;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.databasemigration.model.ComputeConfig;

class CapacityTest {

    @ParameterizedTest
    @CsvSource({
        "1, 16, 0, 1",
        "1, 16, 50, 1",
        "1, 16, 51, 2",
        "1, 16, 301, 8",
        "1, 4, 5000, 4",
        "8, 16, 1, 8",
        "8, 8, 900, 8"
    })
    void followsTheNumberOfTablesBetweenLeastAndMost(int least, int most, int tables, int units) {
        assertEquals(units, Capacity.units(config(c -> c.minCapacityUnits(least).maxCapacityUnits(most)), tables));
    }

    @Test
    void withoutALeastStartsWithOneUnit() {
        assertEquals(1, Capacity.units(config(c -> c.maxCapacityUnits(384)), 3));
    }

    @Test
    void whatCannotBeProvisionedIsRefusedByName() {
        assertEquals("InvalidParameterValueException", fault(c -> {}).code());
        assertTrue(fault(c -> {}).message().contains("MaxCapacityUnits"));
        assertTrue(fault(c -> c.maxCapacityUnits(3)).message().startsWith("ComputeConfig.MaxCapacityUnits is 3"));
        assertTrue(
                fault(c -> c.maxCapacityUnits(8).minCapacityUnits(7)).message().contains("MinCapacityUnits is 7"));
        assertTrue(
                fault(c -> c.maxCapacityUnits(2).minCapacityUnits(4)).message().contains("more than MaxCapacityUnits"));
        assertEquals(
                "InvalidParameterCombinationException",
                fault(c -> c.maxCapacityUnits(2).multiAZ(true).availabilityZone("us-east-1a"))
                        .code());
        assertEquals(
                "KMSKeyNotAccessibleFault",
                fault(c -> c.maxCapacityUnits(2).kmsKeyId("?")).code());
    }

    @Test
    void aMaintenanceWindowIsADayAndATimeAndLastsHalfAnHour() {
        assertEquals(
                Optional.empty(),
                Capacity.fault(config(c -> c.maxCapacityUnits(2).preferredMaintenanceWindow("sun:23:45-mon:00:30"))));
        for (String wrong : List.of("never", "sun:23:45-sun:23:50", "sun:25:00-mon:00:30")) {
            Fault fault = fault(c -> c.maxCapacityUnits(2).preferredMaintenanceWindow(wrong));
            assertEquals("InvalidParameterValueException", fault.code());
            assertTrue(
                    fault.message().startsWith("ComputeConfig.PreferredMaintenanceWindow '" + wrong), fault::message);
        }
    }

    @Test
    void whatAModificationDoesNotNameStaysAsItWas() {
        ComputeConfig before = config(c -> c.maxCapacityUnits(8)
                .minCapacityUnits(2)
                .replicationSubnetGroupId("mine")
                .vpcSecurityGroupIds("sg-1"));

        ComputeConfig merged = Capacity.merged(before, config(c -> c.maxCapacityUnits(16)));

        assertEquals(before.copy(c -> c.maxCapacityUnits(16)), merged);
        assertEquals(
                List.of("sg-2"),
                Capacity.merged(before, config(c -> c.vpcSecurityGroupIds("sg-2")))
                        .vpcSecurityGroupIds());
    }

    private static Fault fault(Consumer<ComputeConfig.Builder> config) {
        return Capacity.fault(config(config)).orElseThrow();
    }

    private static ComputeConfig config(Consumer<ComputeConfig.Builder> config) {
        return ComputeConfig.builder().applyMutation(config).build();
    }
}
