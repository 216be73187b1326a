package io.dmslocal.engine.connector.postgres;

import io.dmslocal.engine.connector.jdbc.JdbcFailure;
import io.dmslocal.engine.connector.spi.ConnectorLog;
import io.dmslocal.engine.connector.spi.ConnectorLog.Component;
import io.dmslocal.engine.record.TableId;
import io.dmslocal.engine.settings.EndpointSettings;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What makes PostgreSQL's log tell DDL: an event trigger that writes each statement into a table, whose inserts are captured like any other's. Asked for
 * by {@code CaptureDdls}, which is on unless the endpoint says otherwise; in {@code DdlArtifactsSchema}, {@code public} without it.
 *
 * <pre>
 * statement -> event trigger -> row in awsdms_ddl_audit -> log, in the order of the changes -> {@link AuditedDdl}
 * </pre>
 *
 * <p>The rows are deleted in the transaction that wrote them: the table is always empty. What is made here stays when the task goes, as on AWS; {@code
 * DROP EVENT TRIGGER awsdms_intercept_ddl} and {@code awsdms_intercept_drop} take it away.
 *
 * <p>Source: "Enabling change data capture with DDL", "Removing AWS DMS artifacts from a PostgreSQL source database", AWS DMS user guide.
 */
final class DdlArtifacts {

    static final String TABLE = "awsdms_ddl_audit";
    private static final String TRIGGER = "awsdms_intercept_ddl";
    /** Ours: AWS's trigger parses the statement's text to know which tables went. */
    private static final String DROP_TRIGGER = "awsdms_intercept_drop";

    /** Two tasks that start together must not make them both. */
    private static final long LOCK = 0x6477_646d_7364_646cL;

    private final Connection connection;
    private final EndpointSettings endpoint;
    private final ConnectorLog log;

    DdlArtifacts(Connection connection, EndpointSettings endpoint, ConnectorLog log) {
        this.connection = connection;
        this.endpoint = endpoint;
        this.log = log;
    }

    static boolean areWanted(EndpointSettings endpoint) {
        return endpoint.isOn("CaptureDdls", true);
    }

    /** What is there of it. */
    private record Found(TableId audit, boolean isOurs, boolean isComplete) {}

    /**
     * Makes what is missing.
     *
     * @return the table whose inserts tell DDL; empty when the endpoint does not want it, or when it cannot be: then the task's log says what to run
     */
    Optional<TableId> ensure() throws SQLException {
        if (!areWanted(endpoint)) {
            return Optional.empty();
        }
        Optional<String> publication = endpoint.attribute("PublicationName");
        Found found = find();
        if (!found.isComplete()) {
            try {
                make(found.audit().schema());
                found = find();
            } catch (SQLException refused) {
                if (JdbcFailure.of("Preparing", endpoint, refused).isRecoverable()) {
                    throw refused;
                }
                tellMissing(found.audit().schema(), refused.getMessage());
                return Optional.empty();
            }
        }
        if (publication.isPresent() && !Publications.holds(connection, publication.get(), found.audit())) {
            log.warn(
                    Component.SOURCE_CAPTURE,
                    "DDL is not captured at once: publication " + publication.get() + " does not have the table "
                            + found.audit() + ". ALTER PUBLICATION " + Sql.name(publication.get()) + " ADD TABLE "
                            + Sql.name(found.audit()));
            return Optional.empty();
        }
        if (publication.isEmpty() && !found.isOurs()) {
            tellMissing(found.audit().schema(), "the table " + found.audit() + " belongs to another user");
            return Optional.empty();
        }
        return Optional.of(found.audit());
    }

    private void tellMissing(String schema, String why) throws SQLException {
        List<String> statements = new ArrayList<>(statements(schema));
        statements.add("ALTER TABLE " + Sql.name(new TableId(schema, TABLE)) + " OWNER TO " + Sql.name(user()) + ";");
        log.warn(
                Component.SOURCE_CAPTURE,
                "DDL of the " + endpoint + " is not captured at once: " + why
                        + ". A changed definition comes with the next row of its table, tables that come and go are seen within a"
                        + " second or two. To have it at once, run this as superuser and start the task again, or set"
                        + " CaptureDdls=false on the endpoint:\n" + String.join("\n", statements));
    }

    private String user() throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery("SELECT current_user")) {
            found.next();
            return found.getString(1);
        }
    }

    /** An event trigger's name is one for the whole database: another task may have put it into another schema. */
    private Found find() throws SQLException {
        String there = "SELECT n.nspname, p.prosrc, count(*) FROM pg_catalog.pg_event_trigger e"
                + " JOIN pg_catalog.pg_proc p ON p.oid = e.evtfoid JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace"
                + " WHERE e.evtname IN ('" + TRIGGER + "', '" + DROP_TRIGGER + "') AND e.evtenabled IN ('O', 'A')"
                + " GROUP BY 1, 2 ORDER BY 3 DESC";
        String wanted = endpoint.attribute("DdlArtifactsSchema")
                .filter(s -> !s.isBlank())
                .orElse("public");
        try (Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery(there)) {
            while (found.next()) {
                String schema = found.getString(1);
                boolean isComplete = found.getInt(3) == 2 && body(schema).equals(found.getString(2));
                Optional<Boolean> owned = owned(schema);
                if (isComplete && owned.isPresent()) {
                    return new Found(new TableId(schema, TABLE), owned.get(), true);
                }
            }
        }
        return new Found(new TableId(wanted, TABLE), owned(wanted).orElse(false), false);
    }

    /** Whether the user may publish the table; empty when there is none. */
    private Optional<Boolean> owned(String schema) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(
                "SELECT pg_catalog.pg_has_role(c.relowner, 'USAGE') FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n"
                        + " ON n.oid = c.relnamespace WHERE n.nspname = ? AND c.relname = '" + TABLE + "'")) {
            query.setString(1, schema);
            try (ResultSet found = query.executeQuery()) {
                return found.next() ? Optional.of(found.getBoolean(1)) : Optional.empty();
            }
        }
    }

    private void make(String schema) throws SQLException {
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            statement.execute("SELECT pg_catalog.pg_advisory_xact_lock(" + LOCK + ")");
            if (!find().isComplete()) {
                for (String sql : statements(schema)) {
                    statement.execute(sql);
                }
            }
            connection.commit();
        } catch (SQLException e) {
            connection.rollback();
            throw e;
        } finally {
            connection.setAutoCommit(true);
        }
    }

    private List<String> statements(String schema) throws SQLException {
        String table = Sql.name(new TableId(schema, TABLE));
        String function = Sql.name(new TableId(schema, TRIGGER));
        List<String> statements = new ArrayList<>();
        if (!schema.equals("public")) {
            statements.add("CREATE SCHEMA IF NOT EXISTS " + Sql.name(schema) + ";");
        }
        statements.add("CREATE TABLE IF NOT EXISTS " + table + " (c_key bigserial PRIMARY KEY, c_time timestamp,"
                + " c_user varchar(64), c_txn varchar(16), c_tag varchar(24), c_oid integer, c_name varchar(64),"
                + " c_schema varchar(64), c_ddlqry text);");
        statements.add("CREATE OR REPLACE FUNCTION " + function + "() RETURNS event_trigger LANGUAGE plpgsql"
                + " SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $dms$" + body(schema) + "$dms$;");
        statements.add("DROP EVENT TRIGGER IF EXISTS " + TRIGGER + ";");
        statements.add("DROP EVENT TRIGGER IF EXISTS " + DROP_TRIGGER + ";");
        statements.add("CREATE EVENT TRIGGER " + TRIGGER + " ON ddl_command_end WHEN TAG IN ('CREATE TABLE',"
                + " 'CREATE TABLE AS', 'SELECT INTO', 'CREATE SCHEMA', 'ALTER TABLE', 'ALTER SCHEMA')"
                + " EXECUTE PROCEDURE " + function + "();");
        statements.add("CREATE EVENT TRIGGER " + DROP_TRIGGER + " ON sql_drop EXECUTE PROCEDURE " + function + "();");
        return statements;
    }

    /**
     * First the statement, as AWS's function writes it; then, ours, a row for each table that it touched, with the columns that it has now as the log
     * would describe them. Nothing that goes wrong in here may fail the user's statement.
     */
    private String body(String schema) throws SQLException {
        boolean knowsGenerated = connection.getMetaData().getDatabaseMajorVersion() >= 12;
        return BODY.replace("{audit}", Sql.name(new TableId(schema, TABLE)))
                .replace("{table}", AuditedDdl.TABLE)
                .replace("{gone}", AuditedDdl.GONE)
                .replace("{column}", AuditedDdl.COLUMN_GONE)
                .replace("{plain}", knowsGenerated ? "AND a.attgenerated = ''" : "");
    }

    private static final String BODY = """

            DECLARE
              touched oid[];
              renamed name;
              one record;
            BEGIN
              INSERT INTO {audit} (c_time, c_user, c_txn, c_tag, c_oid, c_name, c_schema, c_ddlqry)
                VALUES (now(), session_user, txid_current()::text, tg_tag, 0, '', '', current_query());
              IF tg_event = 'sql_drop' THEN
                INSERT INTO {audit} (c_time, c_user, c_txn, c_tag, c_oid, c_name, c_schema, c_ddlqry)
                  SELECT now(), session_user, txid_current()::text, '{gone}', objid::int8::bit(32)::int4, object_name,
                         schema_name, ''
                  FROM pg_event_trigger_dropped_objects() WHERE object_type = 'table' AND NOT is_temporary;
                INSERT INTO {audit} (c_time, c_user, c_txn, c_tag, c_oid, c_name, c_schema, c_ddlqry)
                  SELECT now(), session_user, txid_current()::text, '{column}', objid::int8::bit(32)::int4,
                         address_names[3], schema_name, ''
                  FROM pg_event_trigger_dropped_objects() WHERE object_type = 'table column' AND NOT is_temporary;
                touched := ARRAY(SELECT objid FROM pg_event_trigger_dropped_objects()
                                 WHERE object_type = 'table column' AND tg_tag <> 'ALTER TABLE');
              ELSIF tg_tag = 'ALTER SCHEMA' THEN
                touched := ARRAY(SELECT c.oid FROM pg_event_trigger_ddl_commands() d JOIN pg_class c
                                 ON d.classid = 'pg_namespace'::regclass AND c.relnamespace = d.objid);
              ELSE
                touched := ARRAY(SELECT objid FROM pg_event_trigger_ddl_commands()
                                 WHERE classid = 'pg_class'::regclass);
                renamed := (SELECT a.attname FROM pg_event_trigger_ddl_commands() d JOIN pg_attribute a
                            ON a.attrelid = d.objid AND a.attnum = d.objsubid AND d.classid = 'pg_class'::regclass
                            WHERE d.objsubid > 0 AND d.object_type = 'table column' LIMIT 1);
              END IF;
              FOR one IN
                WITH RECURSIVE with_partitions(id) AS (
                  SELECT unnest(touched) UNION
                  SELECT i.inhrelid FROM pg_inherits i JOIN with_partitions p ON i.inhparent = p.id)
                SELECT c.oid, n.nspname, c.relname, json_build_object(
                  'full', c.relreplident = 'f', 'renamed', renamed,
                  'columns', (SELECT json_agg(json_build_object('name', a.attname, 'type', a.atttypid::int8,
                      'modifier', a.atttypmod, 'identity', c.relreplident = 'f' OR EXISTS (
                        SELECT 1 FROM pg_index i WHERE i.indrelid = c.oid AND a.attnum = ANY (i.indkey)
                        AND CASE c.relreplident WHEN 'd' THEN i.indisprimary WHEN 'i' THEN i.indisreplident END))
                      ORDER BY a.attnum)
                    FROM pg_attribute a
                    WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped {plain})) AS definition
                FROM with_partitions p JOIN pg_class c ON c.oid = p.id JOIN pg_namespace n ON n.oid = c.relnamespace
                WHERE c.relkind IN ('r', 'p') AND c.relpersistence = 'p' ORDER BY c.oid
              LOOP
                INSERT INTO {audit} (c_time, c_user, c_txn, c_tag, c_oid, c_name, c_schema, c_ddlqry)
                  VALUES (now(), session_user, txid_current()::text, '{table}', one.oid::int8::bit(32)::int4,
                          one.relname, one.nspname, one.definition::text);
              END LOOP;
              DELETE FROM {audit};
            EXCEPTION WHEN OTHERS THEN
              RAISE WARNING 'awsdms_intercept_ddl: % is not told to the replication: %', tg_tag, SQLERRM;
            END;
            """;
}
