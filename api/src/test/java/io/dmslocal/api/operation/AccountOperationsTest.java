package io.dmslocal.api.operation;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.dmslocal.api.ServedApi;
import io.dmslocal.engine.RunningEngine;
import java.util.List;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.databasemigration.DatabaseMigrationClient;
import software.amazon.awssdk.services.databasemigration.model.AccountQuota;

class AccountOperationsTest {

    @Test
    void whatIsCreatedCountsInItsRegion() {
        try (RunningEngine engine = new RunningEngine("");
                ServedApi api = ServedApi.of(AllOperations.of(engine.engine()));
                DatabaseMigrationClient dms = api.client();
                DatabaseMigrationClient elsewhere = api.client("test", "eu-west-1")) {
            dms.createReplicationInstance(request -> request.replicationInstanceIdentifier("counted")
                    .replicationInstanceClass("dms.t3.micro")
                    .allocatedStorage(20));

            assertEquals(List.of(1L, 60L), usedAndMax(dms, "ReplicationInstances"));
            assertEquals(List.of(20L, 30_000L), usedAndMax(dms, "AllocatedStorage"));
            assertEquals(List.of(0L, 1_000L), usedAndMax(dms, "Endpoints"));
            assertEquals(List.of(0L, 60L), usedAndMax(elsewhere, "ReplicationInstances"));
        }
    }

    private static List<Long> usedAndMax(DatabaseMigrationClient dms, String name) {
        AccountQuota quota = dms.describeAccountAttributes().accountQuotas().stream()
                .filter(each -> each.accountQuotaName().equals(name))
                .findFirst()
                .orElseThrow();
        return List.of(quota.used(), quota.max());
    }
}
