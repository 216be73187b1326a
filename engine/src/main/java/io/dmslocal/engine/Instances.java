package io.dmslocal.engine;

import akka.actor.typed.ActorRef;
import io.dmslocal.engine.directory.RollCall;
import io.dmslocal.engine.entity.Hosting;
import io.dmslocal.engine.entity.instance.ReplicationInstanceEntity;
import io.dmslocal.engine.entity.instance.ReplicationInstanceEntity.AskDependents;
import io.dmslocal.engine.entity.instance.ReplicationInstanceEntity.AskMaintenance;
import io.dmslocal.engine.entity.instance.ReplicationInstanceEntity.Command;
import io.dmslocal.engine.entity.instance.ReplicationInstanceEntity.Describe;
import io.dmslocal.engine.entity.instance.ReplicationInstanceEntity.Leave;
import io.dmslocal.engine.entity.instance.ReplicationInstanceEntity.Pending;
import io.dmslocal.engine.entity.instance.ReplicationInstanceEntity.Reply;
import io.dmslocal.engine.model.Dependents;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import software.amazon.awssdk.services.databasemigration.model.ReplicationInstance;
import software.amazon.awssdk.services.databasemigration.model.ResourcePendingMaintenanceActions;

/** The way to replication instances. */
final class Instances {

    private final Sharded<Command> entities;
    private final RollCall<Command, Reply, ReplicationInstance> call;
    private final RollCall<Command, Reply, ResourcePendingMaintenanceActions> maintenanceCall;
    private final Duration askTimeout;

    Instances(Engine engine, Node node, Hosting hosting) {
        EngineSettings settings = node.settings();
        askTimeout = settings.askTimeout();
        entities = node.start(
                Command.class,
                "instance",
                new Leave(),
                arn -> ReplicationInstanceEntity.create(
                        arn, settings.instance(), node.clock(), engine, hosting, settings.limits()));
        call = node.rollCall(entities, Describe::new, Reply::outcome, ReplicationInstance::replicationInstanceArn);
        maintenanceCall = node.rollCall(
                entities,
                AskMaintenance::new,
                reply -> reply.as(Pending.class).map(Pending::actions),
                ResourcePendingMaintenanceActions::resourceIdentifier);
    }

    Route route() {
        return new InstanceRoute(entities);
    }

    CompletionStage<Reply> ask(String arn, Function<ActorRef<Reply>, Command> command) {
        return entities.ask(arn, command);
    }

    CompletionStage<List<ReplicationInstance>> all(List<String> arns) {
        return call.call(arns, askTimeout);
    }

    CompletionStage<List<ResourcePendingMaintenanceActions>> maintenance(List<String> arns) {
        return maintenanceCall.call(arns, askTimeout);
    }

    CompletionStage<Dependents> users(String arn) {
        return entities.ask(arn, AskDependents::new);
    }
}
