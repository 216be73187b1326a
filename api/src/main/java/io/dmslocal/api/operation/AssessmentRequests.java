package io.dmslocal.api.operation;

import io.dmslocal.engine.entity.assessment.AssessmentDocument;
import io.dmslocal.engine.model.Fault;
import io.dmslocal.engine.settings.EngineName;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.services.databasemigration.model.DescribeApplicableIndividualAssessmentsRequest;
import software.amazon.awssdk.services.databasemigration.model.StartReplicationTaskAssessmentRunRequest;

/** What can be said of requests about assessments before any resource is asked. Pure. */
final class AssessmentRequests {

    private static final Set<String> TYPES = Set.of("full-load", "cdc", "full-load-and-cdc");
    private static final int LONGEST_NAME = 255;

    private AssessmentRequests() {}

    static Optional<Fault> fault(StartReplicationTaskAssessmentRunRequest request) {
        return name(request.assessmentRunName())
                .or(() -> AssessmentDocument.order(request).fault());
    }

    private static Optional<Fault> name(String name) {
        return name.isBlank() || name.length() > LONGEST_NAME
                ? Optional.of(Fault.invalidValue("The parameter AssessmentRunName must have 1 to " + LONGEST_NAME
                        + " characters; it has " + name.length() + "."))
                : Optional.empty();
    }

    /** A task, a serverless config, or everything that makes one. */
    static Optional<Fault> fault(DescribeApplicableIndividualAssessmentsRequest request) {
        if (request.replicationTaskArn() != null || request.replicationConfigArn() != null) {
            return Optional.empty();
        }
        if (request.replicationInstanceArn() == null
                || request.sourceEngineName() == null
                || request.targetEngineName() == null
                || request.migrationTypeAsString() == null) {
            return Optional.of(
                    Fault.invalidCombination(
                            "Give ReplicationTaskArn, or all of ReplicationInstanceArn, SourceEngineName, TargetEngineName and MigrationType."));
        }
        return engine("SourceEngineName", request.sourceEngineName(), EngineName::isSource)
                .or(() -> engine("TargetEngineName", request.targetEngineName(), EngineName::isTarget))
                .or(() -> TYPES.contains(request.migrationTypeAsString())
                        ? Optional.empty()
                        : Optional.of(Fault.invalidValue("MigrationType '" + request.migrationTypeAsString()
                                + "' is not known; use full-load, cdc or full-load-and-cdc.")));
    }

    private static Optional<Fault> engine(
            String parameter, String name, java.util.function.Predicate<EngineName> plays) {
        return EngineName.of(name).filter(plays).isPresent()
                ? Optional.empty()
                : Optional.of(Fault.invalidValue(parameter + " '" + name
                        + "' is no engine that can play this part; DescribeEndpointTypes lists those that can."));
    }
}
