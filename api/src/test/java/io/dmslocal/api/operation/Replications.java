package io.dmslocal.api.operation;

import static io.dmslocal.api.operation.Calls.filter;
import static io.dmslocal.engine.Eventually.eventually;

import java.util.function.Consumer;
import software.amazon.awssdk.services.databasemigration.model.ComputeConfig;
import software.amazon.awssdk.services.databasemigration.model.CreateReplicationConfigRequest;
import software.amazon.awssdk.services.databasemigration.model.Replication;
import software.amazon.awssdk.services.databasemigration.model.ReplicationConfig;

/** Serverless replications of a shop. */
record Replications(MemoryShop shop) {

    /** With 2 to 16 capacity units, unless it is said otherwise. */
    ReplicationConfig create(String name, String type, Consumer<CreateReplicationConfigRequest.Builder> more) {
        return shop.dms()
                .createReplicationConfig(CreateReplicationConfigRequest.builder()
                        .replicationConfigIdentifier(name)
                        .replicationType(type)
                        .sourceEndpointArn(shop.from())
                        .targetEndpointArn(shop.to())
                        .computeConfig(compute(2, 16))
                        .tableMappings(MemoryShop.MAPPINGS)
                        .applyMutation(more)
                        .build())
                .replicationConfig();
    }

    static ComputeConfig compute(int least, int most) {
        return ComputeConfig.builder()
                .minCapacityUnits(least)
                .maxCapacityUnits(most)
                .build();
    }

    Replication describe(ReplicationConfig config) {
        return shop.dms()
                .describeReplications(r -> r.filters(filter("replication-config-arn", config.replicationConfigArn())))
                .replications()
                .get(0);
    }

    void await(ReplicationConfig config, String status) {
        eventually("status " + status, () -> describe(config).status().equals(status));
    }
}
