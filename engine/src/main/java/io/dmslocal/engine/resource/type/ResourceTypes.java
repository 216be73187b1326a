package io.dmslocal.engine.resource.type;

import io.dmslocal.engine.directory.Limits;
import io.dmslocal.engine.model.Quota;
import io.dmslocal.engine.resource.ResourceType;
import java.util.List;

/** Every type of resource without a life: one line each. */
public final class ResourceTypes {

    private ResourceTypes() {}

    public static List<ResourceType<?, ?, ?>> all(Limits limits) {
        return List.of(
                new SubnetGroups(limits.of(Quota.SUBNETS_PER_REPLICATION_SUBNET_GROUP)),
                new InstanceProfiles(),
                new DataProviders(),
                new MigrationProjects(),
                new FleetCollectors(),
                new Certificates());
    }
}
