package io.dmslocal.engine.connector.mysql;

import io.dmslocal.engine.connector.mysql.wire.ServerError;
import io.dmslocal.engine.connector.mysql.wire.Session;
import io.dmslocal.engine.connector.spi.ChangeWriter;
import io.dmslocal.engine.connector.spi.ComparedRows;
import io.dmslocal.engine.connector.spi.ConnectorLog;
import io.dmslocal.engine.connector.spi.ControlStore;
import io.dmslocal.engine.connector.spi.LockWait;
import io.dmslocal.engine.connector.spi.RowReader;
import io.dmslocal.engine.connector.spi.Source.ReadRequest;
import io.dmslocal.engine.connector.spi.TableDefinition;
import io.dmslocal.engine.connector.spi.TableWriter;
import io.dmslocal.engine.connector.spi.Target;
import io.dmslocal.engine.record.TableId;
import io.dmslocal.engine.record.TableSchema;
import io.dmslocal.engine.settings.EndpointSettings;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** MySQL, MariaDB or Aurora MySQL as a target. Holds nothing between calls: every writer has a session of its own. */
final class MySqlTarget implements Target {

    private static final int READ_BACK_BYTES = 1 << 20;
    private static final int UNKNOWN_COLLATION = 1273;

    private final Sessions sessions;

    MySqlTarget(EndpointSettings endpoint, ConnectorLog log) {
        this.sessions = new Sessions(endpoint, log);
    }

    /** Something to do on a session of its own. */
    private interface Task {
        void on(Session session) throws IOException;
    }

    private void with(String attempt, Task task) {
        try (Session session = sessions.open()) {
            session.execute("SET foreign_key_checks=0"); // AWS: tables load in any order
            task.on(session);
        } catch (IOException e) {
            throw sessions.failure(attempt, e);
        }
    }

    @Override
    public void check() {
        with("query the server", session -> session.value("SELECT 1"));
    }

    @Override
    public Optional<TableDefinition> definition(TablePlan plan) {
        return Optional.of(new TableDdl(placed(plan.schema())).definition(plan.keyAfterLoad()));
    }

    @Override
    public void prepare(TablePlan plan) {
        TableSchema schema = placed(plan.schema());
        TableId table = schema.table();
        Names.check(plan.schema().table(), schema);
        with("prepare table " + table, session -> {
            session.execute(TableDdl.makeDatabase(table.schema()));
            if (plan.preparation() == Preparation.DROP_AND_CREATE) {
                session.execute("DROP TABLE IF EXISTS " + Sql.name(table));
            }
            if (!new Catalogue(session).table(table).columns().isEmpty()) {
                if (plan.preparation() == Preparation.TRUNCATE_BEFORE_LOAD) {
                    session.execute("TRUNCATE TABLE " + Sql.name(table));
                }
                return;
            }
            TableDdl ddl = new TableDdl(schema);
            try {
                session.execute(ddl.create(!plan.keyAfterLoad(), ddl.collation()));
            } catch (ServerError e) {
                if (e.code() != UNKNOWN_COLLATION) {
                    throw e;
                }
                session.execute(ddl.create(!plan.keyAfterLoad(), "")); // the source's collation is not known here
            }
        });
    }

    /** AWS: TargetDbType SPECIFIC_DATABASE puts all tables into DatabaseName. */
    private TableSchema placed(TableSchema schema) {
        return new TableSchema(placed(schema.table()), schema.columns(), schema.key(), schema.collation());
    }

    private TableId placed(TableId table) {
        EndpointSettings endpoint = sessions.endpoint();
        boolean specific = endpoint.attribute("targetdbtype")
                .map(value -> value.replace("-", "_").equalsIgnoreCase("specific_database"))
                .orElse(false);
        return specific && !endpoint.databaseName().isEmpty()
                ? new TableId(endpoint.databaseName(), table.name())
                : table;
    }

    @Override
    public TableWriter load(TablePlan plan, int commitRate) {
        return new LoadWriter(sessions, placed(plan.schema()), plan.schema().table(), plan.keyAfterLoad(), commitRate);
    }

    @Override
    public ChangeWriter changes(ChangeSettings settings) {
        return new Applier(sessions, this::placed);
    }

    @Override
    public Optional<ControlStore> controlTables(String schema) {
        return Optional.of(new MySqlControl(sessions, schema));
    }

    @Override
    public RowReader rows(TableSchema schema) {
        return new TableReader(
                sessions,
                new ReadRequest(
                        new TableSchema(placed(schema.table()), schema.columns(), schema.key(), schema.collation()),
                        schema.columns(),
                        Set.of(),
                        READ_BACK_BYTES,
                        ""));
    }

    @Override
    public Optional<TableSchema> schema(TableId table) {
        try (Session session = sessions.open()) {
            LogTable found = new Catalogue(session).table(placed(table));
            return found.columns().isEmpty() ? Optional.empty() : Optional.of(found.toSchema());
        } catch (IOException e) {
            throw sessions.failure("read the definition of " + table, e);
        }
    }

    @Override
    public RowReader rows(ComparedRows request) {
        return new ComparedReader(sessions, placed(request.table().table()), request);
    }

    @Override
    public void truncate(TableId table) {
        with("truncate table " + table, session -> session.execute("TRUNCATE TABLE " + Sql.name(placed(table))));
    }

    @Override
    public void drop(TableId table) {
        with("drop table " + table, session -> session.execute("DROP TABLE IF EXISTS " + Sql.name(placed(table))));
    }

    @Override
    public void alter(TableSchema before, TableSchema after) {
        TableAlteration alteration = new TableAlteration(before, placed(after));
        with("alter table " + after.table(), alteration::run);
    }

    @Override
    public List<LockWait> lockWaits() {
        return sessions.lockWaits();
    }

    @Override
    public void cut() {
        sessions.cut();
    }

    @Override
    public void close() {}
}
