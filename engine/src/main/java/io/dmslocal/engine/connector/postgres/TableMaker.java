package io.dmslocal.engine.connector.postgres;

import io.dmslocal.engine.connector.spi.ConnectorException;
import io.dmslocal.engine.connector.spi.Target.TablePlan;
import io.dmslocal.engine.record.Column;
import io.dmslocal.engine.record.DmsType.Kind;
import io.dmslocal.engine.record.TableId;
import io.dmslocal.engine.record.TableSchema;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes target tables: columns, NOT NULL and the primary key. No other index, default, identity, foreign key or check, as AWS.
 *
 * <p>Source: "Target table preparation mode" and "Homogeneous migrations", AWS DMS user guide.
 */
final class TableMaker {

    private final Connection connection;

    TableMaker(Connection connection) {
        this.connection = connection;
    }

    /** Whether the table was made, rather than found. */
    boolean prepare(TablePlan plan) throws SQLException {
        TableSchema schema = plan.schema();
        TableId table = schema.table();
        makeSchema(table.schema());
        boolean exists = exists(table);
        switch (plan.preparation()) {
            case DO_NOTHING -> {}
            case DROP_AND_CREATE -> {
                if (exists) {
                    run("DROP TABLE " + Sql.name(table));
                    exists = false;
                }
            }
            case TRUNCATE_BEFORE_LOAD -> {
                if (exists) {
                    run("TRUNCATE TABLE " + Sql.name(table));
                }
            }
        }
        if (!exists) {
            run(ddl(schema).create(!plan.keyAfterLoad()));
        }
        return !exists;
    }

    /** Asked first: IF NOT EXISTS wants the right to make schemas even where it is there. It does not see one that another load is about to commit. */
    private void makeSchema(String schema) throws SQLException {
        String exists = "SELECT EXISTS (SELECT 1 FROM pg_catalog.pg_namespace WHERE nspname = ?)";
        if (isTrue(exists, schema)) {
            return;
        }
        try {
            run(TableDdl.makeSchema(schema));
        } catch (SQLException e) {
            if (!isTrue(exists, schema)) {
                throw e;
            }
        }
    }

    private boolean exists(TableId table) throws SQLException {
        return isTrue("SELECT pg_catalog.to_regclass(?) IS NOT NULL", Sql.name(table));
    }

    private TableDdl ddl(TableSchema schema) throws SQLException {
        List<String> types = new ArrayList<>();
        for (Column column : schema.columns()) {
            types.add(declared(schema, column));
        }
        return new TableDdl(schema, types);
    }

    /** An enum that the target does not have becomes varchar, whose binary form is the same; other missing types cannot be stood in for. */
    String declared(TableSchema schema, Column column) throws SQLException {
        if (!column.isNative()) {
            return TableDdl.type(column);
        }
        if (isTrue("SELECT pg_catalog.to_regtype(?) IS NOT NULL", column.nativeType())) {
            return TableDdl.type(column);
        }
        if (column.type().kind() == Kind.STRING) {
            return PostgresTypes.target(column.type());
        }
        throw ConnectorException.fatal("The target has no type " + column.nativeType() + ", which column "
                + column.name() + " of table " + schema.table()
                + " has on the source: make the type (CREATE EXTENSION, CREATE TYPE) there, or leave the column out.");
    }

    private boolean isTrue(String sql, String parameter) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(sql)) {
            query.setString(1, parameter);
            try (ResultSet found = query.executeQuery()) {
                return found.next() && found.getBoolean(1);
            }
        }
    }

    private void run(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
