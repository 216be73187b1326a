package io.dmslocal.engine.connector.spi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dmslocal.engine.connector.spi.Target.Preparation;
import io.dmslocal.engine.connector.spi.Target.TablePlan;
import io.dmslocal.engine.record.Column;
import io.dmslocal.engine.record.DmsType;
import io.dmslocal.engine.record.DmsType.Kind;
import io.dmslocal.engine.record.TableId;
import io.dmslocal.engine.record.TableSchema;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a connector says of tables without asking its server is what the server says of them. */
public abstract class WrittenTablesContract {

    private static final String SCHEMA = "written";
    private static final TableId TABLE = new TableId(SCHEMA, "t");

    protected abstract Connector connector();

    protected abstract ContractDatabase database();

    /** Types as people declare them. */
    protected abstract List<String> declaredTypes();

    @BeforeEach
    void makeSchema() throws SQLException {
        database().createSchema(SCHEMA);
    }

    @Test
    void aColumnThatIsWrittenDownIsTheOneThatTheCatalogueHas() throws SQLException {
        List<String> types = declaredTypes();
        List<String> columns = new ArrayList<>();
        for (int i = 0; i < types.size(); i++) {
            columns.add("c" + i + " " + types.get(i));
        }
        database().run("create table written.t (" + String.join(", ", columns) + ")");
        TableSchema catalogued;
        try (Source source = connector().source(database().endpoint())) {
            catalogued = source.schema(TABLE);
        }

        for (int i = 0; i < types.size(); i++) {
            Column there = catalogued.columns().get(i);
            Column written = connector()
                    .declared(
                            "c" + i, types.get(i), there.nullable(), database().endpoint())
                    .orElseThrow(() -> new AssertionError(there + " is not known"));
            assertEquals(there, written, types.get(i));
        }
    }

    @Test
    void aTypeThatTheEngineDoesNotHaveIsNotGuessed() {
        assertTrue(
                connector().declared("c", "mood", true, database().endpoint()).isEmpty());
        assertTrue(connector().declared("c", "", true, database().endpoint()).isEmpty());
    }

    @Test
    void theStatementsThatItNamesMakeTheTableThatItMakes() throws SQLException {
        for (boolean keyAfterLoad : List.of(false, true)) {
            TablePlan plan = new TablePlan(everyType(), Preparation.DROP_AND_CREATE, keyAfterLoad, false);
            try (Target target = connector().target(database().endpoint())) {
                TableDefinition said = target.definition(plan).orElseThrow();
                database().createSchema(SCHEMA);
                target.prepare(plan);
                try (TableWriter writer = target.load(plan, 100)) {
                    writer.finish();
                }
                List<String> made = columns();

                database().createSchema(SCHEMA);
                database().run(said.statements().toArray(String[]::new));

                assertEquals(TABLE, said.table());
                assertEquals(made, columns());
                assertEquals(everyType().columns().size(), said.columns().size());
                assertTrue(said.statements().get(said.statements().size() - 1).contains("PRIMARY KEY"));
            }
        }
    }

    /** A column of each DMS type, some of them in the sizes at which the target chooses another type. */
    private static TableSchema everyType() {
        List<Column> columns = new ArrayList<>();
        columns.add(new Column("id", DmsType.of(Kind.INT4), "", false));
        columns.add(new Column("code", DmsType.sized(Kind.WSTRING, 2000), "", false));
        Stream.of(Kind.values())
                .map(kind -> kind == Kind.NUMERIC ? DmsType.numeric(20, 5) : DmsType.sized(kind, 12))
                .forEach(type -> columns.add(new Column("c" + columns.size(), type, "", true)));
        columns.add(new Column("long", DmsType.sized(Kind.STRING, 30_000), "", true));
        columns.add(new Column("fine", DmsType.timed(Kind.DATETIME, 9), "", true));
        return new TableSchema(TABLE, columns, List.of("id", "code"));
    }

    private List<String> columns() throws SQLException {
        String query =
                "select c.column_name, c.data_type, c.character_maximum_length, c.numeric_precision, c.numeric_scale,"
                        + " c.datetime_precision, c.is_nullable, k.ordinal_position from information_schema.columns c"
                        + " left join information_schema.key_column_usage k on k.table_schema = c.table_schema"
                        + " and k.table_name = c.table_name and k.column_name = c.column_name"
                        + " where c.table_schema = 'written' order by c.ordinal_position";
        try (Connection connection = database().connect();
                Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery(query)) {
            List<String> columns = new ArrayList<>();
            while (found.next()) {
                StringBuilder column = new StringBuilder();
                for (int i = 1; i <= 8; i++) {
                    column.append(found.getString(i)).append(' ');
                }
                columns.add(column.toString());
            }
            return columns;
        }
    }
}
