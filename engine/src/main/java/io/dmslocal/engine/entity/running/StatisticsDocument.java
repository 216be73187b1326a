package io.dmslocal.engine.entity.running;

import software.amazon.awssdk.services.databasemigration.model.TableStatistics;

/** A table's statistics as DescribeTableStatistics shows them. Source: API_TableStatistics. */
final class StatisticsDocument {

    private StatisticsDocument() {}

    static TableStatistics of(io.dmslocal.engine.run.statistics.TableStatistics table) {
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
                .validationState(table.validation().state())
                .validationPendingRecords(table.validation().pending())
                .validationFailedRecords(table.validation().failed())
                .validationSuspendedRecords(table.validation().suspended());
        // Of a task that repairs nothing the real service shows none of these.
        table.resync()
                .ifPresent(resync -> document.resyncState(resync.state())
                        .resyncRowsAttempted(resync.attempted())
                        .resyncRowsSucceeded(resync.succeeded())
                        .resyncRowsFailed(resync.failed())
                        .resyncProgress(resync.progress()));
        if (!table.validation().details().isEmpty()) {
            document.validationStateDetails(table.validation().details());
        }
        table.loaded().start().ifPresent(document::fullLoadStartTime);
        table.loaded().end().ifPresent(document::fullLoadEndTime);
        // A load is an update too; the real service has a time for every table that was loaded.
        table.lastUpdate().or(() -> table.loaded().end()).ifPresent(document::lastUpdateTime);
        return document.build();
    }
}
