package io.dmslocal.engine.entity.datamigration;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.dmslocal.engine.model.Fault;
import io.dmslocal.engine.model.Identifiers;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.databasemigration.model.CreateDataMigrationRequest;
import software.amazon.awssdk.services.databasemigration.model.DataMigration;
import software.amazon.awssdk.services.databasemigration.model.ModifyDataMigrationRequest;
import software.amazon.awssdk.services.databasemigration.model.SourceDataSetting;
import software.amazon.awssdk.services.databasemigration.model.TargetDataSetting;

/** What may be asked of a data migration (AWS: CreateDataMigration, ModifyDataMigration, StartDataMigration). Pure. */
public final class DataMigrationRules {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<String> TYPES = List.of("full-load", "cdc", "full-load-and-cdc");
    private static final List<String> STARTS = List.of("reload-target", "resume-processing", "start-replication");
    private static final List<String> PREPARATIONS = List.of("do-nothing", "truncate", "drop-tables-on-target");

    private DataMigrationRules() {}

    /** Everything that can be said of a creation without looking at other resources. */
    public static Optional<Fault> creation(CreateDataMigrationRequest request) {
        return Identifiers.free("DataMigrationName", request.dataMigrationName())
                .or(() -> among("DataMigrationType", request.dataMigrationTypeAsString(), TYPES))
                .or(() -> jobs(request.numberOfJobs()))
                .or(() -> preparation(request.targetDataSettings()))
                .or(() -> rules(request.selectionRules()))
                .or(() -> changes(request.dataMigrationTypeAsString(), request.sourceDataSettings())
                        .flatMap(DataMigrationRules::invalidOperation));
    }

    /** Everything that can be said of a modification without looking at the migration. */
    public static Optional<Fault> modification(ModifyDataMigrationRequest request) {
        return Identifiers.free("DataMigrationName", request.dataMigrationName())
                .or(() -> among("DataMigrationType", request.dataMigrationTypeAsString(), TYPES))
                .or(() -> jobs(request.numberOfJobs()))
                .or(() -> preparation(request.targetDataSettings()))
                .or(() -> rules(request.selectionRules()));
    }

    /** What is wrong with a migration after a modification, which does not declare InvalidOperationFault as a creation does. */
    static Optional<Fault> modified(DataMigration migration) {
        return changes(migration.dataMigrationTypeAsString(), migration.sourceDataSettings())
                .map(Fault::invalidCombination);
    }

    public static Optional<Fault> start(String startType) {
        return among("StartType", startType, STARTS);
    }

    /** A run can only be taken up again when there was one. */
    static Optional<Fault> start(DataMigration migration, String startType) {
        return startType.equals("resume-processing") && migration.dataMigrationStartTime() == null
                ? invalidOperation("Data migration " + migration.dataMigrationArn()
                        + " has not run yet, so there is nothing to resume. Start it with start-replication.")
                : Optional.empty();
    }

    private static Optional<Fault> among(String parameter, String value, List<String> possible) {
        return value == null || possible.contains(value)
                ? Optional.empty()
                : Optional.of(Fault.invalidValue(
                        "Invalid value " + value + " for " + parameter + ". Possible are " + possible + "."));
    }

    private static Optional<Fault> jobs(Integer jobs) {
        return jobs == null || jobs >= 1
                ? Optional.empty()
                : Optional.of(Fault.invalidValue("Invalid value " + jobs + " for NumberOfJobs. Must be at least 1"));
    }

    private static Optional<Fault> preparation(List<TargetDataSetting> settings) {
        return settings.stream()
                .map(each -> among("TablePreparationMode", each.tablePreparationModeAsString(), PREPARATIONS))
                .flatMap(Optional::stream)
                .findFirst();
    }

    /** The text is never repeated in a message: it is sensitive. */
    private static Optional<Fault> rules(String text) {
        if (text == null || text.isEmpty()) {
            return Optional.empty();
        }
        try {
            return JSON.readTree(text).path("rules").isArray()
                    ? Optional.empty()
                    : Optional.of(Fault.invalidValue(
                            "The parameter SelectionRules must be a JSON object with a list \"rules\"."));
        } catch (JsonProcessingException e) {
            return Optional.of(Fault.invalidValue("The parameter SelectionRules is not JSON, at line "
                    + e.getLocation().getLineNr() + ", column "
                    + e.getLocation().getColumnNr() + "."));
        }
    }

    /** Why settings do not go with a type. */
    private static Optional<String> changes(String type, List<SourceDataSetting> settings) {
        boolean forChanges = settings.stream()
                .anyMatch(each -> each.cdcStartPosition() != null
                        || each.cdcStartTime() != null
                        || each.cdcStopTime() != null
                        || each.slotName() != null);
        return "full-load".equals(type) && forChanges
                ? Optional.of("SourceDataSettings with a CDC position, a CDC time or a slot need DataMigrationType cdc"
                        + " or full-load-and-cdc; found full-load.")
                : Optional.empty();
    }

    private static Optional<Fault> invalidOperation(String message) {
        return Optional.of(Fault.invalidOperation(message));
    }
}
