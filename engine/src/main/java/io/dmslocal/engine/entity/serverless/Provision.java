package io.dmslocal.engine.entity.serverless;

import java.time.Instant;
import java.util.Optional;
import software.amazon.awssdk.services.databasemigration.model.ProvisionData;

/**
 * A replication's capacity. Source: API_ProvisionData; the words are those that clients wait for.
 *
 * @param state provisioning, provisioned, deprovisioning or deprovisioned
 * @param units DMS capacity units, each 2 GB of memory on AWS
 * @param provisioned when it was there
 * @param since when the state began
 */
public record Provision(String state, int units, Optional<Instant> provisioned, Instant since) {

    static Provision asked(int units, Instant at) {
        return new Provision("provisioning", units, Optional.empty(), at);
    }

    Provision provisioned(Instant at) {
        return new Provision("provisioned", units, Optional.of(at), at);
    }

    Provision deprovisioning(Instant at) {
        return new Provision("deprovisioning", units, provisioned, at);
    }

    Provision deprovisioned(Instant at) {
        return new Provision("deprovisioned", 0, provisioned, at);
    }

    /** It is there, or will be. */
    boolean isHeld() {
        return state.equals("provisioning") || state.equals("provisioned");
    }

    boolean isGoing() {
        return state.equals("deprovisioning");
    }

    boolean isGone() {
        return state.equals("deprovisioned");
    }

    ProvisionData describe() {
        return ProvisionData.builder()
                .provisionState(state)
                .provisionedCapacityUnits(units)
                .dateProvisioned(provisioned.orElse(null))
                .isNewProvisioningAvailable(false)
                .build();
    }
}
