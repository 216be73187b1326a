package io.dmslocal.engine.entity.serverless;

import io.dmslocal.engine.assessment.AssessmentOrder;
import io.dmslocal.engine.directory.Kind;
import io.dmslocal.engine.entity.running.RunRules;
import io.dmslocal.engine.entity.serverless.ReplicationState.Absent;
import io.dmslocal.engine.entity.serverless.ReplicationState.Idle;
import io.dmslocal.engine.entity.serverless.ReplicationState.Modifying;
import io.dmslocal.engine.entity.serverless.ReplicationState.Present;
import io.dmslocal.engine.model.Fault;
import io.dmslocal.engine.model.Outcome;
import io.dmslocal.engine.settings.CdcStop;
import io.dmslocal.engine.settings.PremigrationSettings;
import java.util.Objects;
import java.util.Optional;
import software.amazon.awssdk.services.databasemigration.model.StartReplicationRequest;

/**
 * When a serverless replication takes what command, and why not. Pure. Source: API_StartReplication; where AWS's words are known, they stand here.
 */
public final class ReplicationRules {

    private ReplicationRules() {}

    /** What can be said of a start without knowing the replication. */
    public static Optional<Fault> start(StartReplicationRequest request) {
        Optional<Fault> type = switch (request.startReplicationType()) {
            case "start-replication", "resume-processing", "reload-target", "creating" -> Optional.empty();
            default ->
                Optional.of(Fault.invalidValue("StartReplicationType '" + request.startReplicationType()
                        + "' is not known; use start-replication, resume-processing or reload-target."));
        };
        return type.or(() -> RunRules.bothStarts(request.cdcStartTime(), request.cdcStartPosition()))
                .or(() -> CdcStop.parse(Objects.requireNonNullElse(request.cdcStopPosition(), ""))
                        .fault())
                .or(() -> assessment(request.premigrationAssessmentSettings()));
    }

    private static Optional<Fault> assessment(String settings) {
        return settings == null || settings.isBlank()
                ? Optional.empty()
                : PremigrationSettings.parse(settings)
                        .flatMap(parsed ->
                                Outcome.unless(AssessmentOrder.of(parsed).fault(), parsed))
                        .fault();
    }

    /** Of one that nothing runs of. */
    static Optional<Fault> start(Idle state, StartReplicationRequest request) {
        if (state.serverless().provision().filter(Provision::isGoing).isPresent()) {
            return Optional.of(Fault.invalidState("Replication for Replication Config: " + name(state)
                    + " is being deprovisioned and cannot start; wait until its ProvisionState is deprovisioned."));
        }
        boolean hasRun = state.serverless().history().hasRun();
        String type = request.startReplicationType();
        if (type.equals("creating") && hasRun) {
            return Optional.of(Fault.invalidCombination("StartReplicationType creating is valid only for replications"
                    + " running for the first time; use start-replication or resume-processing."));
        }
        if (!type.equals("reload-target")) {
            return Optional.empty();
        }
        if (!hasRun) {
            return Optional.of(Fault.invalidCombination("StartReplicationType reload-target is valid only for"
                    + " replications that ran before; use start-replication."));
        }
        return state.serverless().config().replicationTypeAsString().equals("cdc")
                ? Optional.of(Fault.invalidCombination("StartReplicationType reload-target is valid only for"
                        + " replications with a full load; this one is cdc."))
                : Optional.empty();
    }

    /** How a run begins: Terraform says resume-processing or creating for the very first one. */
    static String runType(Idle state, String startType) {
        return startType.equals("reload-target") || state.serverless().history().hasRun()
                ? startType
                : "start-replication";
    }

    static Fault cannotStart(ReplicationState state) {
        return in(
                state,
                state instanceof Modifying modifying
                        ? "Replication for Replication Config: " + name(modifying)
                                + " is in MODIFYING state and cannot start"
                        : refusal(state, "StartReplication", "created, stopped or failed"));
    }

    static Fault cannotStop(ReplicationState state) {
        return in(state, refusal(state, "StopReplication", "running, or on its way to it"));
    }

    static Fault cannotReload(ReplicationState state) {
        return in(state, refusal(state, "ReloadReplicationTables", "running"));
    }

    static Fault cannotModify(ReplicationState state) {
        return in(state, refusal(state, "ModifyReplicationConfig", "created, stopped or failed"));
    }

    static Fault cannotDelete(ReplicationState state) {
        return in(state, refusal(state, "DeleteReplicationConfig", "created, stopped or failed"));
    }

    private static String refusal(ReplicationState state, String operation, String needed) {
        return "Replication for Replication Config: " + (state instanceof Present present ? name(present) : "")
                + " is in status " + state.status() + "; " + operation + " needs status " + needed + ".";
    }

    private static String name(Present state) {
        return state.serverless().config().replicationConfigIdentifier();
    }

    private static Fault in(ReplicationState state, String message) {
        return state instanceof Absent ? Kind.SERVERLESS.notFound() : Fault.invalidState(message);
    }
}
