package io.dmslocal.engine.connector.mysql;

import io.dmslocal.engine.connector.mysql.wire.Session;
import io.dmslocal.engine.connector.spi.Target.ChangeSettings;
import io.dmslocal.engine.record.Rejected;
import io.dmslocal.engine.record.TableId;
import java.io.IOException;
import java.util.List;

/** awsdms_apply_exceptions. AWS: in the database awsdms_control unless ControlSchema says otherwise; columns as on PostgreSQL. */
final class ExceptionsTable {

    private final Sessions sessions;
    private final String taskName;
    private final TableId table;

    ExceptionsTable(Sessions sessions, ChangeSettings settings) {
        this.sessions = sessions;
        this.taskName = settings.taskName();
        String schema = settings.controlSchema().isEmpty() ? "awsdms_control" : settings.controlSchema();
        this.table = new TableId(schema, "awsdms_apply_exceptions");
        if (settings.announceExceptionsTable()) {
            try (Session session = sessions.open()) {
                create(session);
            } catch (IOException e) {
                throw failure(e);
            }
        }
    }

    private void create(Session session) throws IOException {
        session.execute("CREATE DATABASE IF NOT EXISTS " + Sql.name(table.schema()) + " CHARACTER SET utf8mb4");
        session.execute("CREATE TABLE IF NOT EXISTS " + Sql.name(table) + " (`TASK_NAME` VARCHAR(128) NOT NULL,"
                + " `TABLE_OWNER` VARCHAR(128) NOT NULL, `TABLE_NAME` VARCHAR(128) NOT NULL,"
                + " `ERROR_TIME` DATETIME(6) NOT NULL, `STATEMENT` LONGTEXT NOT NULL, `ERROR` LONGTEXT NOT NULL)"
                + " ENGINE=InnoDB DEFAULT CHARSET=utf8mb4");
    }

    void add(List<Rejected> exceptions) {
        if (exceptions.isEmpty()) {
            return;
        }
        try (Session session = sessions.open()) {
            create(session);
            for (Rejected rejected : exceptions) {
                session.execute("INSERT INTO " + Sql.name(table) + " VALUES (" + Sql.quoted(taskName) + ","
                        + Sql.quoted(rejected.table().schema()) + ","
                        + Sql.quoted(rejected.table().name())
                        + ",UTC_TIMESTAMP(6)," + Sql.quoted(rejected.statement()) + "," + Sql.quoted(rejected.message())
                        + ")");
            }
        } catch (IOException e) {
            throw failure(e);
        }
    }

    private RuntimeException failure(IOException e) {
        return sessions.failure("write to " + table, e);
    }
}
