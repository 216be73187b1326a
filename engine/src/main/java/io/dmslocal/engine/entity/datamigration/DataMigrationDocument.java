package io.dmslocal.engine.entity.datamigration;

import io.dmslocal.engine.model.Arn;
import io.dmslocal.engine.model.Identifiers;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import software.amazon.awssdk.services.databasemigration.model.CreateDataMigrationRequest;
import software.amazon.awssdk.services.databasemigration.model.DataMigration;
import software.amazon.awssdk.services.databasemigration.model.DataMigrationSettings;
import software.amazon.awssdk.services.databasemigration.model.DataMigrationStatistics;
import software.amazon.awssdk.services.databasemigration.model.ModifyDataMigrationRequest;

/** The document that describes a data migration (AWS: DataMigration), as it is made and as it changes; without its status. */
public final class DataMigrationDocument {

    private static final int USUAL_JOBS = 8; // AWS: NumberOfJobs

    private static final DataMigrationStatistics NOTHING = DataMigrationStatistics.builder()
            .tablesLoaded(0)
            .tablesLoading(0)
            .tablesQueued(0)
            .tablesErrored(0)
            .fullLoadPercentage(0)
            .cdcLatency(0)
            .elapsedTimeMillis(0L)
            .build();

    private DataMigrationDocument() {}

    /** The name that a migration will have. */
    public static String name(String arn, String given) {
        return given == null ? Identifiers.made("data-migration", Arn.parse(arn).orElseThrow()) : given;
    }

    static DataMigration of(String arn, String projectArn, CreateDataMigrationRequest request, Instant at) {
        return DataMigration.builder()
                .dataMigrationArn(arn)
                .dataMigrationName(name(arn, request.dataMigrationName()))
                .dataMigrationCreateTime(at)
                .migrationProjectArn(projectArn)
                .serviceAccessRoleArn(request.serviceAccessRoleArn())
                .dataMigrationType(request.dataMigrationTypeAsString())
                .dataMigrationSettings(DataMigrationSettings.builder()
                        .numberOfJobs(Objects.requireNonNullElse(request.numberOfJobs(), USUAL_JOBS))
                        .cloudwatchLogsEnabled(Objects.requireNonNullElse(request.enableCloudwatchLogs(), false))
                        .selectionRules(request.selectionRules())
                        .build())
                .sourceDataSettings(request.hasSourceDataSettings() ? request.sourceDataSettings() : null)
                .targetDataSettings(request.hasTargetDataSettings() ? request.targetDataSettings() : null)
                .dataMigrationStatistics(NOTHING)
                .build();
    }

    static DataMigration modified(DataMigration document, ModifyDataMigrationRequest request) {
        DataMigrationSettings before = document.dataMigrationSettings();
        return document.copy(next -> {
            next.dataMigrationSettings(before.copy(settings -> settings.numberOfJobs(
                            Objects.requireNonNullElse(request.numberOfJobs(), before.numberOfJobs()))
                    .cloudwatchLogsEnabled(
                            Objects.requireNonNullElse(request.enableCloudwatchLogs(), before.cloudwatchLogsEnabled()))
                    .selectionRules(
                            request.selectionRules() == null ? before.selectionRules() : request.selectionRules())));
            given(request.dataMigrationName()).ifPresent(next::dataMigrationName);
            given(request.serviceAccessRoleArn()).ifPresent(next::serviceAccessRoleArn);
            given(request.dataMigrationTypeAsString()).ifPresent(next::dataMigrationType);
            if (request.hasSourceDataSettings()) {
                next.sourceDataSettings(request.sourceDataSettings());
            }
            if (request.hasTargetDataSettings()) {
                next.targetDataSettings(request.targetDataSettings());
            }
        });
    }

    /** A run begins: what the last one left is gone. */
    static DataMigration begun(DataMigration document, Instant at) {
        return document.copy(next -> next.dataMigrationStartTime(at)
                .dataMigrationEndTime(null)
                .stopReason(null)
                .lastFailureMessage(null)
                .dataMigrationStatistics(NOTHING.copy(statistics -> statistics.startTime(at))));
    }

    static DataMigration ended(DataMigration document, MigrationWork.Ending ending, Instant at) {
        long millis = Duration.between(document.dataMigrationStartTime(), at).toMillis();
        return document.copy(next -> next.dataMigrationEndTime(at)
                .stopReason(ending.reason())
                .lastFailureMessage(ending.failure().orElse(null))
                .dataMigrationStatistics(document.dataMigrationStatistics()
                        .copy(statistics -> statistics.stopTime(at).elapsedTimeMillis(millis))));
    }

    private static Optional<String> given(String value) {
        return Optional.ofNullable(value);
    }
}
