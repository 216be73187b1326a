package io.dmslocal.engine.entity.running;

import software.amazon.awssdk.services.databasemigration.model.TableStatistics;

/** A table's statistics as DescribeTableStatistics shows them. Source: API_TableStatistics. */
final class StatisticsDocument {

    private StatisticsDocument() {}

    static TableStatistics of(io.dmslocal.engine.run.TableStatistics table) {
        TableStatistics.Builder document = TableStatistics.builder()
                .schemaName(table.schema())
                .tableName(table.table())
                .tableState(table.state())
                .inserts(table.captured().inserts())
                .updates(table.captured().updates())
                .deletes(table.captured().deletes())
                .ddls(table.captured().ddls())
                .appliedInserts(table.applied().inserts())
                .appliedUpdates(table.applied().updates())
                .appliedDeletes(table.applied().deletes())
                .appliedDdls(table.applied().ddls())
                .fullLoadRows(table.loaded().rows())
                .fullLoadErrorRows(table.loaded().errorRows())
                .fullLoadCondtnlChkFailedRows(0L)
                .fullLoadReloaded(table.reloaded())
                .validationState("Not enabled")
                .validationPendingRecords(0L)
                .validationFailedRecords(0L)
                .validationSuspendedRecords(0L)
                .resyncState("Not enabled")
                .resyncRowsAttempted(0L)
                .resyncRowsSucceeded(0L)
                .resyncRowsFailed(0L);
        table.loaded().start().ifPresent(document::fullLoadStartTime);
        table.loaded().end().ifPresent(document::fullLoadEndTime);
        // A load is an update too; the real service has a time for every table that was loaded.
        table.lastUpdate().or(() -> table.loaded().end()).ifPresent(document::lastUpdateTime);
        return document.build();
    }
}
