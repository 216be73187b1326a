package io.dmslocal.deploy.e2e;

import static io.dmslocal.deploy.e2e.Eventually.eventually;
import static io.dmslocal.deploy.e2e.Migration.where;

import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.databasemigration.DatabaseMigrationClient;
import software.amazon.awssdk.services.databasemigration.model.ReplicationTask;
import software.amazon.awssdk.services.databasemigration.model.StartReplicationTaskTypeValue;
import software.amazon.awssdk.services.databasemigration.model.TableStatistics;
import software.amazon.awssdk.services.databasemigration.waiters.DatabaseMigrationWaiter;

/** One task, as its owner sees it. */
record Task(Supplier<DatabaseMigrationClient> dms, Supplier<String> log, String arn) {

    ReplicationTask describe() {
        return dms.get()
                .describeReplicationTasks(r -> r.filters(where("replication-task-arn", arn)))
                .replicationTasks()
                .get(0);
    }

    /** By table name. */
    Map<String, TableStatistics> tables() {
        return dms
                .get()
                .describeTableStatistics(r -> r.replicationTaskArn(arn).maxRecords(100))
                .tableStatistics()
                .stream()
                .collect(Collectors.toMap(TableStatistics::tableName, Function.identity()));
    }

    void start() {
        start(StartReplicationTaskTypeValue.START_REPLICATION);
    }

    void start(StartReplicationTaskTypeValue type) {
        dms.get().startReplicationTask(r -> r.replicationTaskArn(arn).startReplicationTaskType(type));
    }

    void startAndAwaitRunning(StartReplicationTaskTypeValue type) {
        start(type);
        try (DatabaseMigrationWaiter waiter = Migration.waiter(dms.get())) {
            waiter.waitUntilReplicationTaskRunning(r -> r.filters(where("replication-task-arn", arn)));
        } catch (SdkException e) {
            throw new AssertionError(state(), e);
        }
    }

    void stop() {
        dms.get().stopReplicationTask(r -> r.replicationTaskArn(arn));
        try (DatabaseMigrationWaiter waiter = Migration.waiter(dms.get())) {
            waiter.waitUntilReplicationTaskStopped(r -> r.filters(where("replication-task-arn", arn)));
        } catch (SdkException e) {
            throw new AssertionError(state(), e);
        }
    }

    void delete() {
        dms.get().deleteReplicationTask(r -> r.replicationTaskArn(arn));
        try (DatabaseMigrationWaiter waiter = Migration.waiter(dms.get())) {
            waiter.waitUntilReplicationTaskDeleted(r -> r.filters(where("replication-task-arn", arn)));
        }
    }

    void await(String status) {
        eventually(
                "the task is " + status,
                this::state,
                () -> status.equals(describe().status()));
    }

    void awaitTable(String table, String tableState) {
        eventually(
                table + " is in state " + tableState,
                this::state,
                () -> tables().containsKey(table)
                        && tableState.equals(tables().get(table).tableState()));
    }

    /** Everything that tells why a test does not get what it waits for. */
    String state() {
        try {
            return describe() + "\n" + tables() + "\n" + log.get();
        } catch (SdkException e) {
            return e + "\n" + log.get();
        }
    }
}
