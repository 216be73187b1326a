package io.dmslocal.api.operation;

import static io.dmslocal.api.operation.Calls.filter;
import static io.dmslocal.engine.Eventually.eventually;

import java.util.List;
import java.util.function.Consumer;
import software.amazon.awssdk.services.databasemigration.DatabaseMigrationClient;
import software.amazon.awssdk.services.databasemigration.model.CreateReplicationInstanceRequest;
import software.amazon.awssdk.services.databasemigration.model.Filter;
import software.amazon.awssdk.services.databasemigration.model.ReplicationInstance;

/** Replication instances of tests, by AWS's SDK. */
final class Instances {

    private Instances() {}

    static ReplicationInstance create(
            DatabaseMigrationClient dms, String identifier, Consumer<CreateReplicationInstanceRequest.Builder> more) {
        return dms.createReplicationInstance(request -> {
                    request.replicationInstanceIdentifier(identifier).replicationInstanceClass("dms.t3.micro");
                    more.accept(request);
                })
                .replicationInstance();
    }

    static List<String> identifiers(DatabaseMigrationClient dms, Filter... filters) {
        return dms.describeReplicationInstances(request -> request.filters(filters)).replicationInstances().stream()
                .map(ReplicationInstance::replicationInstanceIdentifier)
                .toList();
    }

    static ReplicationInstance available(DatabaseMigrationClient dms, String identifier) {
        Filter filter = filter("replication-instance-id", identifier);
        eventually(
                identifier + " is available",
                () -> "available".equals(one(dms, filter).replicationInstanceStatus()));
        return one(dms, filter);
    }

    static ReplicationInstance one(DatabaseMigrationClient dms, Filter filter) {
        return dms.describeReplicationInstances(request -> request.filters(filter))
                .replicationInstances()
                .get(0);
    }
}
