package io.dmslocal.api.operation;

import io.dmslocal.engine.assessment.Catalogue;
import io.dmslocal.engine.model.Fault;
import io.dmslocal.engine.model.KmsKeys;
import io.dmslocal.engine.settings.EngineName;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import software.amazon.awssdk.services.databasemigration.model.DescribeApplicableIndividualAssessmentsRequest;
import software.amazon.awssdk.services.databasemigration.model.StartReplicationTaskAssessmentRunRequest;

/** What can be said of requests about assessments before any resource is asked. Pure. */
final class AssessmentRequests {

    private static final Set<String> ENCRYPTIONS = Set.of("SSE_S3", "SSE_KMS");
    private static final Set<String> TYPES = Set.of("full-load", "cdc", "full-load-and-cdc");
    private static final int LONGEST_NAME = 255;

    private AssessmentRequests() {}

    static Optional<Fault> fault(StartReplicationTaskAssessmentRunRequest request) {
        return name(request.assessmentRunName())
                .or(() -> !request.includeOnly().isEmpty() && !request.exclude().isEmpty()
                        ? Optional.of(Fault.invalidCombination(
                                "IncludeOnly and Exclude cannot both be given; use one of them."))
                        : Optional.empty())
                .or(() -> Stream.concat(request.includeOnly().stream(), request.exclude().stream())
                        .filter(key -> Catalogue.of(key).isEmpty())
                        .findFirst()
                        .map(key -> Fault.invalidValue("There is no individual assessment '" + key
                                + "'. DescribeApplicableIndividualAssessments lists those that apply to the task.")))
                .or(() -> encryption(request.resultEncryptionMode(), request.resultKmsKeyArn()));
    }

    private static Optional<Fault> name(String name) {
        return name.isBlank() || name.length() > LONGEST_NAME
                ? Optional.of(Fault.invalidValue("The parameter AssessmentRunName must have 1 to " + LONGEST_NAME
                        + " characters; it has " + name.length() + "."))
                : Optional.empty();
    }

    private static Optional<Fault> encryption(String mode, String key) {
        String known = mode == null ? "" : mode.replace('-', '_').toUpperCase(Locale.ROOT);
        if (mode != null && !ENCRYPTIONS.contains(known)) {
            return Optional.of(
                    Fault.invalidValue("ResultEncryptionMode '" + mode + "' is not known; use SSE_S3 or SSE_KMS."));
        }
        return key != null && !key.isEmpty() && !known.equals("SSE_KMS")
                ? Optional.of(Fault.invalidCombination("ResultKmsKeyArn needs ResultEncryptionMode SSE_KMS."))
                : KmsKeys.fault("ResultKmsKeyArn", key);
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
