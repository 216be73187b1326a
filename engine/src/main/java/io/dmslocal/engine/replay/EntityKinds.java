package io.dmslocal.engine.replay;

import io.dmslocal.engine.directory.Kind;
import io.dmslocal.engine.directory.Limits;
import io.dmslocal.engine.entity.assessment.AssessmentDocument;
import io.dmslocal.engine.entity.assessment.AssessmentRunEntity;
import io.dmslocal.engine.entity.assessment.AssessmentState;
import io.dmslocal.engine.entity.assessment.AssessmentTransitions;
import io.dmslocal.engine.entity.conversion.ConversionEntity;
import io.dmslocal.engine.entity.conversion.ConversionState;
import io.dmslocal.engine.entity.datamigration.DataMigrationEntity;
import io.dmslocal.engine.entity.datamigration.DataMigrationState;
import io.dmslocal.engine.entity.endpoint.EndpointEntity;
import io.dmslocal.engine.entity.endpoint.EndpointState;
import io.dmslocal.engine.entity.endpoint.EndpointTransitions;
import io.dmslocal.engine.entity.fleet.FleetEntity;
import io.dmslocal.engine.entity.fleet.FleetState;
import io.dmslocal.engine.entity.instance.InstanceState;
import io.dmslocal.engine.entity.instance.InstanceTransitions;
import io.dmslocal.engine.entity.instance.ReplicationInstanceEntity;
import io.dmslocal.engine.entity.leftover.LeftoversEntity;
import io.dmslocal.engine.entity.leftover.LeftoversState;
import io.dmslocal.engine.entity.serverless.ReplicationDocument;
import io.dmslocal.engine.entity.serverless.ReplicationEntity;
import io.dmslocal.engine.entity.serverless.ReplicationState;
import io.dmslocal.engine.entity.serverless.ReplicationTransitions;
import io.dmslocal.engine.entity.subscription.EventSubscriptionEntity;
import io.dmslocal.engine.entity.subscription.SubscriptionState;
import io.dmslocal.engine.entity.task.ReplicationTaskEntity;
import io.dmslocal.engine.entity.task.TaskDocument;
import io.dmslocal.engine.entity.task.TaskState;
import io.dmslocal.engine.entity.task.TaskTransitions;
import io.dmslocal.engine.resource.type.ResourceTypes;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import software.amazon.awssdk.services.databasemigration.model.DescribeFleetAdvisorLsaAnalysisResponse;
import software.amazon.awssdk.services.databasemigration.model.DescribeMetadataModelConversionsResponse;

/** Every kind of entity that can be replayed: one entry each. */
public final class EntityKinds {

    private EntityKinds() {}

    public static List<EntityKind<?, ?>> all() {
        Stream<EntityKind<?, ?>> entities = Stream.of(
                instance(),
                endpoint(),
                task(),
                serverless(),
                assessmentRun(),
                dataMigration(),
                conversion(),
                fleet(),
                subscription(),
                leftovers());
        return Stream.concat(
                        entities, ResourceTypes.all(Limits.usual()).stream().map(CollectedKind::of))
                .toList();
    }

    private static EntityKind<?, ?> subscription() {
        return new EntityKind<>(
                "EventSubscription",
                Kind.SUBSCRIPTION.arnType(),
                EventSubscriptionEntity.Event.class,
                arn -> new SubscriptionState.Absent(),
                EventSubscriptionEntity.transitions(),
                state -> state instanceof SubscriptionState.Present present
                        ? Optional.of(present.describe())
                        : Optional.empty());
    }

    /** Of which AWS has no document. */
    private static EntityKind<?, ?> leftovers() {
        return new EntityKind<>(
                "Leftovers",
                LeftoversEntity.ARN_TYPE,
                LeftoversEntity.Event.class,
                arn -> LeftoversState.nothing(),
                LeftoversEntity.transitions(),
                state -> Optional.empty());
    }

    private static EntityKind<?, ?> instance() {
        return new EntityKind<>(
                "ReplicationInstance",
                Kind.INSTANCE.arnType(),
                ReplicationInstanceEntity.Event.class,
                arn -> new InstanceState.Absent(),
                InstanceTransitions.table(),
                state -> state instanceof InstanceState.Present present
                        ? Optional.of(present.describe())
                        : Optional.empty());
    }

    private static EntityKind<?, ?> endpoint() {
        return new EntityKind<>(
                "Endpoint",
                Kind.ENDPOINT.arnType(),
                EndpointEntity.Event.class,
                arn -> new EndpointState.Absent(),
                EndpointTransitions.table(),
                state -> state instanceof EndpointState.Present present
                        ? Optional.of(present.describe())
                        : Optional.empty());
    }

    private static EntityKind<?, ?> assessmentRun() {
        return new EntityKind<>(
                "AssessmentRun",
                Kind.ASSESSMENT_RUN.arnType(),
                AssessmentRunEntity.Event.class,
                arn -> new AssessmentState.Absent(),
                AssessmentTransitions.table(),
                state -> state instanceof AssessmentState.Present present
                        ? Optional.of(AssessmentDocument.describe(present))
                        : Optional.empty());
    }

    private static EntityKind<?, ?> dataMigration() {
        return new EntityKind<>(
                "DataMigration",
                Kind.DATA_MIGRATION.arnType(),
                DataMigrationEntity.Event.class,
                arn -> new DataMigrationState.Absent(),
                DataMigrationEntity.transitions(),
                state -> state instanceof DataMigrationState.Present present
                        ? Optional.of(present.describe())
                        : Optional.empty());
    }

    private static EntityKind<?, ?> task() {
        return new EntityKind<>(
                "ReplicationTask",
                Kind.TASK.arnType(),
                ReplicationTaskEntity.Event.class,
                arn -> new TaskState.Absent(),
                TaskTransitions.table(),
                state -> state instanceof TaskState.Present present
                        ? Optional.of(TaskDocument.describe(present))
                        : Optional.empty());
    }

    private static EntityKind<?, ?> serverless() {
        return new EntityKind<>(
                "ReplicationConfig",
                Kind.SERVERLESS.arnType(),
                ReplicationEntity.Event.class,
                arn -> new ReplicationState.Absent(),
                ReplicationTransitions.table(),
                state -> state instanceof ReplicationState.Present present
                        ? Optional.of(ReplicationDocument.describe(present).replication())
                        : Optional.empty());
    }

    /** All requests of a project, of whichever kind; the newest last. */
    private static EntityKind<?, ?> conversion() {
        return new EntityKind<>(
                "SchemaConversion",
                ConversionEntity.ARN_TYPE,
                ConversionEntity.Event.class,
                arn -> ConversionState.nothing(),
                ConversionEntity.transitions(),
                state -> Optional.of(DescribeMetadataModelConversionsResponse.builder()
                        .requests(state.describe())
                        .build()));
    }

    private static EntityKind<?, ?> fleet() {
        return new EntityKind<>(
                "FleetAdvisor",
                FleetEntity.ARN_TYPE,
                FleetEntity.Event.class,
                arn -> FleetState.nothing(),
                FleetEntity.transitions(),
                state -> Optional.of(DescribeFleetAdvisorLsaAnalysisResponse.builder()
                        .analysis(state.analyses().stream()
                                .map(FleetState.Analysis::describe)
                                .toList())
                        .build()));
    }
}
