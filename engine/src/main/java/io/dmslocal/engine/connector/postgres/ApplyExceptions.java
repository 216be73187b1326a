package io.dmslocal.engine.connector.postgres;

import io.dmslocal.engine.connector.jdbc.JdbcFailure;
import io.dmslocal.engine.connector.spi.Target.ChangeSettings;
import io.dmslocal.engine.record.Rejected;
import io.dmslocal.engine.record.TableId;
import io.dmslocal.engine.settings.EndpointSettings;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/** The table awsdms_apply_exceptions. Source: its definition as AWS DMS makes it in PostgreSQL, "Control table task settings", user guide. */
final class ApplyExceptions {

    private final EndpointSettings endpoint;
    private final String taskName;
    private final String schema;
    private final TableId table;

    ApplyExceptions(EndpointSettings endpoint, ChangeSettings settings) {
        this.endpoint = endpoint;
        this.taskName = settings.taskName();
        this.schema = settings.controlSchema().isEmpty() ? "public" : settings.controlSchema();
        this.table = new TableId(schema, "awsdms_apply_exceptions");
    }

    /** Makes the table where it is missing. */
    void announce() {
        try (Connection connection = PostgresSession.open(endpoint);
                Statement statement = connection.createStatement()) {
            make(statement);
        } catch (SQLException e) {
            throw JdbcFailure.of("Making table " + table + " of", endpoint, e);
        }
    }

    private void make(Statement statement) throws SQLException {
        if (!schema.equals("public")) {
            statement.execute("CREATE SCHEMA IF NOT EXISTS " + Sql.name(schema));
        }
        statement.execute("CREATE TABLE IF NOT EXISTS " + Sql.name(table)
                + " (\"TASK_NAME\" varchar(128) NOT NULL, \"TABLE_OWNER\" varchar(128) NOT NULL,"
                + " \"TABLE_NAME\" varchar(128) NOT NULL, \"ERROR_TIME\" timestamp NOT NULL,"
                + " \"STATEMENT\" text NOT NULL, \"ERROR\" text NOT NULL)");
    }

    /** On a connection of its own: the rows stay, whatever becomes of the writer's transaction. */
    void record(List<Rejected> exceptions) {
        if (exceptions.isEmpty()) {
            return;
        }
        try (Connection connection = PostgresSession.open(endpoint);
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            make(statement);
            try (PreparedStatement insert = connection.prepareStatement("INSERT INTO " + Sql.name(table)
                    + " VALUES (?, ?, ?, pg_catalog.timezone('UTC', pg_catalog.clock_timestamp()), ?, ?)")) {
                for (Rejected one : exceptions) {
                    insert.setString(1, taskName);
                    insert.setString(2, one.table().schema());
                    insert.setString(3, one.table().name());
                    insert.setString(4, one.statement().replace('\u0000', ' '));
                    insert.setString(5, one.message().replace('\u0000', ' '));
                    insert.addBatch();
                }
                insert.executeBatch();
            }
            connection.commit();
        } catch (SQLException e) {
            throw JdbcFailure.of("Writing to table " + table + " of", endpoint, e);
        }
    }
}
