package io.dmslocal.engine;

import io.dmslocal.engine.entity.Hosting;
import io.dmslocal.engine.entity.instance.ReplicationInstanceEntity;
import io.dmslocal.engine.entity.task.TaskProtocol;
import io.dmslocal.engine.model.Fault;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

record InstanceHosting(Engine engine) implements Hosting {

    private static final Logger LOG = LoggerFactory.getLogger(InstanceHosting.class);

    @Override
    public CompletionStage<Optional<Fault>> attach(String instance, String task) {
        return engine.instance(instance, replyTo -> new ReplicationInstanceEntity.Attach(task, replyTo))
                .thenApply(reply -> reply.outcome().fault());
    }

    @Override
    public CompletionStage<?> detach(String instance, String task) {
        return engine.instance(instance, replyTo -> new ReplicationInstanceEntity.Detach(task, replyTo));
    }

    @Override
    public CompletionStage<Boolean> isOpen(String instance) {
        return engine.instance(instance, ReplicationInstanceEntity.Describe::new)
                .thenApply(reply -> reply.outcome()
                        .fold(found -> found.replicationInstanceStatus().equals("available"), fault -> false));
    }

    @Override
    public void hold(String task, String instance, String reason) {
        engine.task(task, replyTo -> new TaskProtocol.Hold(instance, reason, replyTo))
                .exceptionally(defect -> {
                    LOG.warn("Task {} could not be told that {} begins {}: {}", task, instance, reason, defect);
                    return null;
                });
    }
}
