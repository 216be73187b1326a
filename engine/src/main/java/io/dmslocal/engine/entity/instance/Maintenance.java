package io.dmslocal.engine.entity.instance;

import io.dmslocal.engine.entity.instance.InstanceState.Maintaining;
import io.dmslocal.engine.entity.instance.InstanceState.Present;
import io.dmslocal.engine.model.Fault;
import io.dmslocal.engine.model.MaintenanceWindow;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.databasemigration.model.PendingMaintenanceAction;
import software.amazon.awssdk.services.databasemigration.model.ReplicationInstance;
import software.amazon.awssdk.services.databasemigration.model.ResourcePendingMaintenanceActions;

/**
 * Maintenance that waits on an instance: one whose engine is older than the default version has an upgrade to that pending (assumed; AWS announces what it
 * likes). Pure. AWS: DescribePendingMaintenanceActions, ApplyPendingMaintenanceAction.
 */
public final class Maintenance {

    static final String IMMEDIATE = "immediate";
    static final String UNDO = "undo-opt-in";
    private static final String UPGRADE = "db-upgrade";

    private static final List<String> ACTIONS = List.of("os-upgrade", "system-update", UPGRADE, "os-patch");
    /** AWS's documentation calls an upgrade of the engine by either name. */
    private static final List<String> UPGRADES = List.of(UPGRADE, "system-update");

    private static final List<String> OPT_INS = List.of(IMMEDIATE, "next-maintenance", UNDO);

    private Maintenance() {}

    /** What can be said without looking at the instance. */
    public static Optional<Fault> fault(String action, String optIn) {
        if (!ACTIONS.contains(action)) {
            return Optional.of(
                    Fault.invalidValue("Invalid value " + action + " for ApplyAction. Possible are " + ACTIONS + "."));
        }
        return OPT_INS.contains(optIn)
                ? Optional.empty()
                : Optional.of(
                        Fault.invalidValue("Invalid value " + optIn + " for OptInType. Possible are " + OPT_INS + "."));
    }

    /** Why an action is not pending on an instance. */
    static Optional<Fault> of(ReplicationInstance instance, String action) {
        return isPending(instance) && UPGRADES.contains(action)
                ? Optional.empty()
                : Optional.of(Fault.notFound("No pending maintenance action " + action + " could be found for "
                        + instance.replicationInstanceArn() + (isPending(instance) ? "; it has " + UPGRADE : "")
                        + "."));
    }

    static ResourcePendingMaintenanceActions pending(String arn, Present state, Instant now) {
        ReplicationInstance instance = state.instance().document();
        return ResourcePendingMaintenanceActions.builder()
                .resourceIdentifier(arn)
                .pendingMaintenanceActionDetails(isPending(instance) ? List.of(upgrade(state, now)) : List.of())
                .build();
    }

    /** An instance that has had its maintenance. */
    static ReplicationInstance done(ReplicationInstance instance) {
        return isPending(instance) ? InstanceDocument.upgraded(instance, EngineVersions.defaultVersion()) : instance;
    }

    private static boolean isPending(ReplicationInstance instance) {
        return EngineVersions.isOlder(instance.engineVersion(), EngineVersions.defaultVersion());
    }

    private static PendingMaintenanceAction upgrade(Present state, Instant now) {
        ReplicationInstance instance = state.instance().document();
        String version = instance.engineVersion();
        PendingMaintenanceAction.Builder action = PendingMaintenanceAction.builder()
                .action(UPGRADE)
                .description(
                        "Upgrade of the engine from version " + version + " to " + EngineVersions.defaultVersion());
        EngineVersions.find(version)
                .ifPresent(known ->
                        action.autoAppliedAfterDate(known.autoUpgraded()).forcedApplyDate(known.forceUpgraded()));
        if (state instanceof Maintaining maintaining) {
            return action.optInStatus(IMMEDIATE)
                    .currentApplyDate(maintaining.since())
                    .build();
        }
        state.instance()
                .optIn()
                .ifPresent(optIn -> action.optInStatus(optIn)
                        .currentApplyDate(
                                now.plus(MaintenanceWindow.until(instance.preferredMaintenanceWindow(), now))));
        return action.build();
    }
}
