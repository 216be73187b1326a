package io.dmslocal.engine;

import io.dmslocal.engine.assessment.Examination.Assignment;
import io.dmslocal.engine.directory.Kind;
import io.dmslocal.engine.entity.assessment.AssessmentWorld;
import io.dmslocal.engine.entity.endpoint.EndpointEntity;
import io.dmslocal.engine.entity.serverless.ReplicationProtocol;
import io.dmslocal.engine.entity.task.TaskProtocol;
import io.dmslocal.engine.model.Outcome;
import io.dmslocal.engine.settings.EndpointSettings;
import io.dmslocal.engine.settings.TableMappings;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import software.amazon.awssdk.services.databasemigration.model.Endpoint;
import software.amazon.awssdk.services.databasemigration.model.PremigrationAssessmentStatus;
import software.amazon.awssdk.services.databasemigration.model.ReplicationConfig;
import software.amazon.awssdk.services.databasemigration.model.ReplicationTask;
import software.amazon.awssdk.services.databasemigration.model.ReplicationTaskAssessmentRun;

/**
 * Tasks and serverless replications, as their assessments see them.
 *
 * @param resolve an endpoint's connection data, by ARN
 */
record AssessmentClients(Engine engine, Function<String, CompletionStage<Outcome<EndpointSettings>>> resolve)
        implements AssessmentWorld.Clients {

    /** What tasks and serverless replications have in common. */
    private record Definition(
            String sourceArn, String targetArn, String migrationType, String mappings, String settings) {

        static Definition of(ReplicationTask task) {
            return new Definition(
                    task.sourceEndpointArn(),
                    task.targetEndpointArn(),
                    task.migrationTypeAsString(),
                    task.tableMappings(),
                    task.replicationTaskSettings());
        }

        static Definition of(ReplicationConfig config) {
            return new Definition(
                    config.sourceEndpointArn(),
                    config.targetEndpointArn(),
                    config.replicationTypeAsString(),
                    config.tableMappings(),
                    config.replicationSettings());
        }
    }

    /** Keys that apply, in the catalogue's order. */
    CompletionStage<Outcome<List<String>>> applicable(String clientArn) {
        return definition(clientArn)
                .thenCompose(client -> client.then(found -> engineName(found.sourceArn())
                        .thenCompose(source -> source.then(from -> engineName(found.targetArn())
                                .thenApply(target ->
                                        target.map(to -> Assessments.applicable(from, to, found.migrationType())))))));
    }

    @Override
    public CompletionStage<Outcome<Assignment>> assignment(String clientArn) {
        return definition(clientArn)
                .thenCompose(client -> client.then(found -> resolve.apply(found.sourceArn())
                        .thenCompose(source -> source.then(from -> resolve.apply(found.targetArn())
                                .thenApply(target -> target.flatMap(to -> TableMappings.parse(found.mappings())
                                        .map(mappings -> new Assignment(
                                                found.migrationType(), mappings, found.settings(), from, to))))))));
    }

    /** A task only waits for the end. */
    @Override
    public CompletionStage<?> tell(ReplicationTaskAssessmentRun run, boolean hasEnded) {
        String client = run.replicationTaskArn();
        if (isReplication(client)) {
            return engine.replication(
                    client, replyTo -> new ReplicationProtocol.AssessmentTold(status(run), hasEnded, replyTo));
        }
        return hasEnded
                ? engine.task(
                        client, replyTo -> new TaskProtocol.EndTest(run.replicationTaskAssessmentRunArn(), replyTo))
                : CompletableFuture.completedFuture(null);
    }

    private static PremigrationAssessmentStatus status(ReplicationTaskAssessmentRun run) {
        return PremigrationAssessmentStatus.builder()
                .premigrationAssessmentRunArn(run.replicationTaskAssessmentRunArn())
                .status(run.status())
                .premigrationAssessmentRunCreationDate(run.replicationTaskAssessmentRunCreationDate())
                .assessmentProgress(run.assessmentProgress())
                .lastFailureMessage(run.lastFailureMessage())
                .resultLocationBucket(run.resultLocationBucket())
                .resultLocationFolder(run.resultLocationFolder())
                .resultEncryptionMode(run.resultEncryptionMode())
                .resultKmsKeyArn(run.resultKmsKeyArn())
                .resultStatistic(run.resultStatistic())
                .build();
    }

    private CompletionStage<Outcome<Definition>> definition(String clientArn) {
        return isReplication(clientArn)
                ? engine.replication(clientArn, ReplicationProtocol.Describe::new)
                        .thenApply(reply -> reply.outcome().map(found -> Definition.of(found.config())))
                : engine.task(clientArn, TaskProtocol.Describe::new)
                        .thenApply(reply -> reply.outcome().map(Definition::of));
    }

    private CompletionStage<Outcome<String>> engineName(String endpointArn) {
        return engine.endpoint(endpointArn, EndpointEntity.Describe::new)
                .thenApply(reply -> reply.outcome().map(Endpoint::engineName));
    }

    private static boolean isReplication(String arn) {
        return Kind.of(arn).filter(Kind.SERVERLESS::equals).isPresent();
    }
}
