package io.dmslocal.engine.connector.mysql;

import io.dmslocal.engine.connector.mysql.wire.ServerError;
import io.dmslocal.engine.connector.mysql.wire.Session;
import io.dmslocal.engine.connector.spi.ControlStore;
import io.dmslocal.engine.connector.spi.ControlTable;
import io.dmslocal.engine.record.TableId;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** Control tables on a server of the family. AWS: in the database awsdms_control unless ControlSchema says otherwise. */
final class MySqlControl implements ControlStore {

    private static final int UNKNOWN_DATABASE = 1049;
    private static final int UNKNOWN_TABLE = 1146;

    private final Sessions sessions;
    private final String schema;

    MySqlControl(Sessions sessions, String schema) {
        this.sessions = sessions;
        this.schema = schema(schema);
    }

    /** @param asked ControlSchema; empty for the default */
    static String schema(String asked) {
        return asked.isEmpty() ? "awsdms_control" : asked;
    }

    private interface Task<T> {
        T on(Session session) throws IOException;
    }

    private <T> T with(String what, ControlTable table, Task<T> task) {
        try (Session session = sessions.open()) {
            return task.on(session);
        } catch (IOException e) {
            throw sessions.failure(what + " " + schema + "." + table.name(), e);
        }
    }

    @Override
    public void create(ControlTable table) {
        with("make table", table, session -> make(session, table));
    }

    private boolean make(Session session, ControlTable table) throws IOException {
        session.execute("CREATE DATABASE IF NOT EXISTS " + Sql.name(schema) + " CHARACTER SET utf8mb4");
        session.execute(ControlDdl.table(new TableId(schema, table.name()), table));
        return true;
    }

    @Override
    public void put(ControlTable table, List<Map<String, Object>> rows) {
        if (rows.isEmpty()) {
            return;
        }
        with("write to table", table, session -> {
            make(session, table);
            new ControlSql(session, schema, table).put(rows);
            return true;
        });
    }

    @Override
    public void update(ControlTable table, Map<String, Object> set, Map<String, Object> where) {
        with(
                "write to table",
                table,
                session -> ifThere(false, () -> {
                    new ControlSql(session, schema, table).update(set, where);
                    return true;
                }));
    }

    @Override
    public void remove(ControlTable table, Map<String, Object> where) {
        with(
                "write to table",
                table,
                session -> ifThere(false, () -> {
                    new ControlSql(session, schema, table).remove(where);
                    return true;
                }));
    }

    @Override
    public List<Map<String, String>> rows(ControlTable table, Map<String, Object> where) {
        return with(
                "read table",
                table,
                session -> ifThere(List.of(), () -> new ControlSql(session, schema, table).rows(where)));
    }

    private interface Asked<T> {
        T answer() throws IOException;
    }

    private static <T> T ifThere(T otherwise, Asked<T> asked) throws IOException {
        try {
            return asked.answer();
        } catch (ServerError e) {
            if (e.code() == UNKNOWN_TABLE || e.code() == UNKNOWN_DATABASE) {
                return otherwise;
            }
            throw e;
        }
    }
}
