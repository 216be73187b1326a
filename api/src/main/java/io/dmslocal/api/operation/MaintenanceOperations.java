package io.dmslocal.api.operation;

import io.dmslocal.api.listing.Filters;
import io.dmslocal.api.listing.Listing;
import io.dmslocal.api.listing.Markers;
import io.dmslocal.api.protocol.Caller;
import io.dmslocal.engine.Engine;
import io.dmslocal.engine.directory.Directory;
import io.dmslocal.engine.directory.Kind;
import io.dmslocal.engine.entity.instance.Maintenance;
import io.dmslocal.engine.entity.instance.ReplicationInstanceEntity.Describe;
import io.dmslocal.engine.entity.instance.ReplicationInstanceEntity.Maintain;
import io.dmslocal.engine.entity.instance.ReplicationInstanceEntity.Pending;
import io.dmslocal.engine.entity.instance.ReplicationInstanceEntity.Reply;
import io.dmslocal.engine.model.Outcome;
import io.dmslocal.engine.model.Scope;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.databasemigration.model.ApplyPendingMaintenanceActionRequest;
import software.amazon.awssdk.services.databasemigration.model.ApplyPendingMaintenanceActionResponse;
import software.amazon.awssdk.services.databasemigration.model.DescribePendingMaintenanceActionsRequest;
import software.amazon.awssdk.services.databasemigration.model.DescribePendingMaintenanceActionsResponse;
import software.amazon.awssdk.services.databasemigration.model.ResourcePendingMaintenanceActions;

/** Maintenance of replication instances. AWS: API_DescribePendingMaintenanceActions, API_ApplyPendingMaintenanceAction. */
public final class MaintenanceOperations {

    /** @param instance its identifier */
    private record Entry(String instance, ResourcePendingMaintenanceActions actions) {}

    private static final Listing<Entry> PENDING = Listing.of(
            Markers.by(Entry::instance),
            Filters.<Entry>none()
                    .exact("replication-instance-arn", entry -> entry.actions().resourceIdentifier())
                    .ignoringCase("replication-instance-id", Entry::instance));

    private final Engine engine;

    public MaintenanceOperations(Engine engine) {
        this.engine = engine;
    }

    public void register(Operations operations) {
        operations
                .real(
                        "DescribePendingMaintenanceActions",
                        DescribePendingMaintenanceActionsRequest::builder,
                        this::describePendingMaintenanceActions)
                .differs(
                        "an upgrade is pending where the engine is older than the default version; nothing else ever is");
        operations
                .real(
                        "ApplyPendingMaintenanceAction",
                        ApplyPendingMaintenanceActionRequest::builder,
                        this::applyPendingMaintenanceAction)
                .differs("there is no operating system: os-upgrade and os-patch are never pending")
                .differs("the upgrade changes the version told, not what runs");
    }

    private CompletionStage<Answer> describePendingMaintenanceActions(
            Caller caller, DescribePendingMaintenanceActionsRequest request) {
        String instance = request.replicationInstanceArn();
        CompletionStage<Outcome<List<Entry>>> entries = Outcome.unless(
                        PENDING.fault(request.filters(), request.maxRecords(), request.marker()), caller.scope())
                .then(scope -> instance == null ? all(scope) : one(caller, instance));
        return entries.thenApply(found -> found.fold(
                all -> PENDING.answer(
                        all,
                        request.filters(),
                        request.maxRecords(),
                        request.marker(),
                        page -> DescribePendingMaintenanceActionsResponse.builder()
                                .pendingMaintenanceActions(page.items().stream()
                                        .map(Entry::actions)
                                        .toList())
                                .marker(page.marker())
                                .build()),
                Answer::refused));
    }

    private CompletionStage<Answer> applyPendingMaintenanceAction(
            Caller caller, ApplyPendingMaintenanceActionRequest request) {
        String action = request.applyAction();
        String optIn = request.optInType();
        return Outcome.unless(Maintenance.fault(action, optIn), request)
                .flatMap(valid -> Arns.of(caller, Kind.INSTANCE, valid.replicationInstanceArn()))
                .then(arn -> engine.instance(arn, replyTo -> new Maintain(action, optIn, replyTo))
                        .thenApply(reply -> reply.as(Pending.class)))
                .thenApply(pending -> Answer.of(
                        pending,
                        applied -> ApplyPendingMaintenanceActionResponse.builder()
                                .resourcePendingMaintenanceActions(applied.actions())
                                .build()));
    }

    private CompletionStage<Outcome<List<Entry>>> one(Caller caller, String instance) {
        return Arns.of(caller, Kind.INSTANCE, instance)
                .then(arn -> engine.instance(arn, Describe::new).thenApply(Reply::outcome))
                .thenCompose(
                        known -> known.then(found -> entries(Map.of(instance, found.replicationInstanceIdentifier()))));
    }

    private CompletionStage<Outcome<List<Entry>>> all(Scope scope) {
        return engine.list(scope, Kind.INSTANCE)
                .thenCompose(instances -> entries(instances.stream()
                        .collect(Collectors.toMap(Directory.Entry::arn, Directory.Entry::identifier))));
    }

    /**
     * Of those instances on which something is pending.
     *
     * @param names identifiers by ARN
     */
    private CompletionStage<Outcome<List<Entry>>> entries(Map<String, String> names) {
        return engine.maintenance(List.copyOf(names.keySet()))
                .thenApply(found -> Outcome.done(found.stream()
                        .filter(each -> !each.pendingMaintenanceActionDetails().isEmpty())
                        .map(each -> new Entry(names.get(each.resourceIdentifier()), each))
                        .toList()));
    }
}
