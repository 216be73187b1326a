package io.dmslocal.engine.news;

import io.dmslocal.engine.directory.Kind;
import io.dmslocal.engine.entity.instance.InstanceState;
import io.dmslocal.engine.entity.instance.InstanceTransitions;
import io.dmslocal.engine.entity.instance.ReplicationInstanceEntity;
import io.dmslocal.engine.entity.task.ReplicationTaskEntity;
import io.dmslocal.engine.entity.task.TaskState;
import io.dmslocal.engine.entity.task.TaskTransitions;
import io.dmslocal.engine.event.Story;
import java.util.List;

/** Every kind of entity whose life AWS tells: one entry each. */
public final class Stories {

    static final Story<InstanceState, ReplicationInstanceEntity.Event> INSTANCES = new Story<>(
            "ReplicationInstance",
            Kind.INSTANCE.arnType(),
            ReplicationInstanceEntity.Event.class,
            new InstanceState.Absent(),
            InstanceTransitions.table(),
            InstanceNews::of);

    static final Story<TaskState, ReplicationTaskEntity.Event> TASKS = new Story<>(
            "ReplicationTask",
            Kind.TASK.arnType(),
            ReplicationTaskEntity.Event.class,
            new TaskState.Absent(),
            TaskTransitions.table(),
            TaskNews::of);

    private static final List<Story<?, ?>> ALL = List.of(INSTANCES, TASKS);

    private Stories() {}

    public static List<Story<?, ?>> all() {
        return ALL;
    }
}
