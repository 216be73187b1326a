package io.dmslocal.engine.model;

import java.util.Arrays;
import java.util.Optional;

/** How many of a kind an account may have in one region (AWS: Quotas for AWS Database Migration Service). */
public enum Quota {
    REPLICATION_INSTANCES("ReplicationInstances", 60),
    /** Gigabytes of all instances together. */
    ALLOCATED_STORAGE("AllocatedStorage", 30_000),
    ENDPOINTS("Endpoints", 1_000),
    REPLICATION_SUBNET_GROUPS("ReplicationSubnetGroups", 60),
    SUBNETS_PER_REPLICATION_SUBNET_GROUP("SubnetsPerReplicationSubnetGroup", 60),
    REPLICATION_TASKS("ReplicationTasks", 600),
    CERTIFICATES("Certificates", 100),
    EVENT_SUBSCRIPTIONS("EventSubscriptions", 60),
    ENDPOINTS_PER_REPLICATION_INSTANCE("EndpointsPerReplicationInstance", 100),
    REPLICATION_TASKS_PER_REPLICATION_INSTANCE("ReplicationTasksPerReplicationInstance", 200),
    DATA_PROVIDERS("DataProviders", 1_000),
    INSTANCE_PROFILES("InstanceProfiles", 60),
    /** AWS gives 10, which a test suite uses up. */
    MIGRATION_PROJECTS("MigrationProjects", 100);

    private final String wireName;
    private final long usual;

    Quota(String wireName, long usual) {
        this.wireName = wireName;
        this.usual = usual;
    }

    /** As DescribeAccountAttributes has it. */
    public String wireName() {
        return wireName;
    }

    /** The limit unless configured otherwise. */
    public long usual() {
        return usual;
    }

    public static Optional<Quota> of(String wireName) {
        return Arrays.stream(values())
                .filter(quota -> quota.wireName.equals(wireName))
                .findFirst();
    }
}
