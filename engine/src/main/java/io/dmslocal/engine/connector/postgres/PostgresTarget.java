package io.dmslocal.engine.connector.postgres;

import io.dmslocal.engine.connector.jdbc.JdbcFailure;
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
import io.dmslocal.engine.record.Column;
import io.dmslocal.engine.record.TableId;
import io.dmslocal.engine.record.TableSchema;
import io.dmslocal.engine.settings.EndpointSettings;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A PostgreSQL database as a target. Holds no connection of its own: every call opens what it needs. */
final class PostgresTarget implements Target {

    private static final int READ_BACK_BYTES = 256 << 10;

    /** Reading back, booleans are booleans: what AWS makes of them is the source's matter. */
    private static final TypeSettings READ_BACK = new TypeSettings(true, false, false, false, 65_535, "nclob");

    /** To be compared, a number without limits keeps all its digits, and blanks at the end stay. */
    private static final TypeSettings COMPARED = new TypeSettings(true, false, true, false, 65_535, "nclob");

    private final Sessions sessions;
    private final EndpointSettings endpoint;
    /** Tables made here whose key waits for the end of the load. */
    private final Set<TableId> keysToMake = ConcurrentHashMap.newKeySet();

    PostgresTarget(EndpointSettings endpoint, ConnectorLog log) {
        this.sessions = new Sessions(endpoint, log);
        this.endpoint = endpoint;
    }

    @Override
    public void check() {
        try (Connection connection = sessions.open();
                Statement statement = connection.createStatement()) {
            statement.execute("SELECT 1");
        } catch (SQLException e) {
            throw JdbcFailure.of("Asking", endpoint, e);
        }
    }

    @Override
    public Optional<TableDefinition> definition(TablePlan plan) {
        return Optional.of(TableDdl.of(plan.schema()).definition(plan.keyAfterLoad()));
    }

    @Override
    public void prepare(TablePlan plan) {
        TableId table = plan.schema().table();
        try (Connection connection = open()) {
            boolean made = new TableMaker(connection).prepare(plan);
            if (made && plan.keyAfterLoad() && plan.schema().isKeyed()) {
                keysToMake.add(table);
            } else if (made) {
                keysToMake.remove(table);
            }
        } catch (SQLException e) {
            throw JdbcFailure.of("Preparing table " + table + " of", endpoint, e);
        }
    }

    @Override
    public Set<String> chunkFormats() {
        return Set.of(CopyReader.CHUNK_FORMAT);
    }

    @Override
    public TableWriter load(TablePlan plan, int commitRate) {
        return new CopyWriter(
                endpoint,
                open(),
                plan.schema(),
                commitRate,
                () -> keysToMake.remove(plan.schema().table()));
    }

    @Override
    public ChangeWriter changes(ChangeSettings settings) {
        return new PostgresChangeWriter(endpoint, ready(sessions.openForChanges(settings.statementCache())));
    }

    @Override
    public Optional<ControlStore> controlTables(String schema) {
        return Optional.of(new PostgresControl(sessions, schema));
    }

    @Override
    public RowReader rows(TableSchema schema) {
        try (Connection connection = sessions.open()) {
            TableSchema there =
                    new Catalogue(connection, READ_BACK).table(schema.table()).schema();
            List<Column> columns = schema.columns().stream()
                    .map(c -> there.columns().get(there.indexOf(c.name()).orElseThrow()))
                    .toList();
            return new CopyReader(sessions, READ_BACK, new ReadRequest(there, columns, Set.of(), READ_BACK_BYTES, ""));
        } catch (SQLException e) {
            throw JdbcFailure.of("Reading table " + schema.table() + " of", endpoint, e);
        }
    }

    @Override
    public Optional<TableSchema> schema(TableId table) {
        try (Connection connection = sessions.open()) {
            return new Catalogue(connection, COMPARED).find(table).map(Catalogue.Table::schema);
        } catch (SQLException e) {
            throw JdbcFailure.of("Reading the definition of " + table + " of", endpoint, e);
        }
    }

    @Override
    public RowReader rows(ComparedRows request) {
        return new ComparedReader(sessions, COMPARED, request);
    }

    @Override
    public void truncate(TableId table) {
        try (Connection connection = open();
                Statement statement = connection.createStatement()) {
            statement.execute("TRUNCATE TABLE " + Sql.name(table));
        } catch (SQLException e) {
            throw JdbcFailure.of("Emptying table " + table + " of", endpoint, e);
        }
    }

    @Override
    public void drop(TableId table) {
        try (Connection connection = open();
                Statement statement = connection.createStatement()) {
            statement.execute("DROP TABLE IF EXISTS " + Sql.name(table));
        } catch (SQLException e) {
            throw JdbcFailure.of("Dropping table " + table + " of", endpoint, e);
        }
    }

    @Override
    public void alter(TableSchema before, TableSchema after) {
        try (Connection connection = open()) {
            connection.setAutoCommit(false);
            new TableAlteration(connection, before, after).run();
            connection.commit();
        } catch (SQLException e) {
            throw JdbcFailure.of("Altering table " + after.table() + " of", endpoint, e);
        }
    }

    /** A session that writes, after the user's own AfterConnectScript ({@code SET session_replication_role='replica'}). */
    private Connection open() {
        return ready(sessions.open());
    }

    private Connection ready(Connection connection) {
        String script = endpoint.attribute("AfterConnectScript").orElse("");
        if (!script.isBlank()) {
            try (Statement statement = connection.createStatement()) {
                statement.execute(script);
            } catch (SQLException e) {
                PostgresSession.abort(connection);
                throw JdbcFailure.of("Running AfterConnectScript on", endpoint, e);
            }
        }
        return connection;
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
    public void close() {
        // writers close what they opened
    }
}
