package io.dmslocal.engine.connector.postgres;

import io.dmslocal.engine.connector.debezium.CapturedColumn;
import io.dmslocal.engine.connector.jdbc.JdbcFailure;
import io.dmslocal.engine.connector.postgres.RelationReader.LoggedColumn;
import io.dmslocal.engine.record.TableId;
import io.dmslocal.engine.settings.EndpointSettings;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Makes of Debezium's columns what the log's Relation message would say: Debezium has a type's number (a domain's base), length and scale, but neither the
 * modifier nor the replica identity. These come from the catalogue as it is now; where that disagrees with Debezium, the table has been altered
 * since, and Debezium's word counts.
 */
record DebeziumRelations(EndpointSettings endpoint) {

    private static final long VARCHAR = 1043;
    private static final long BPCHAR = 1042;
    private static final long NUMERIC = 1700;
    private static final int HEADER = 4; // what modifiers count extra
    private static final int MOST_DIGITS = 1000;

    /** A table as the log tells it. @param isFull whether the replica identity is the whole row */
    record Logged(boolean isFull, List<LoggedColumn> columns) {}

    /** A column in the catalogue. @param base the type's number, of the base where it is a domain */
    private record Live(long type, long base, int modifier, boolean isIdentity) {}

    Logged read(TableId table, List<CapturedColumn> columns) {
        Map<String, Live> live = new HashMap<>();
        boolean isFull = false;
        try (Connection connection = PostgresSession.open(endpoint);
                PreparedStatement query = connection.prepareStatement("""
                        WITH RECURSIVE base(type, number, kind, under) AS (
                            SELECT oid, oid, typtype, typbasetype FROM pg_catalog.pg_type
                            UNION ALL SELECT b.type, t.oid, t.typtype, t.typbasetype
                            FROM base b JOIN pg_catalog.pg_type t ON t.oid = b.under WHERE b.kind = 'd')
                        SELECT a.attname, a.atttypid, b.number, a.atttypmod, c.relreplident = 'f',
                               c.relreplident = 'f' OR EXISTS (SELECT 1 FROM pg_catalog.pg_index i WHERE i.indrelid = c.oid
                                   AND a.attnum = ANY (i.indkey::int2[])
                                   AND (c.relreplident = 'd' AND i.indisprimary OR c.relreplident = 'i' AND i.indisreplident))
                        FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
                        JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
                        JOIN base b ON b.type = a.atttypid AND b.kind <> 'd'
                        WHERE n.nspname = ? AND c.relname = ?""")) {
            query.setString(1, table.schema());
            query.setString(2, table.name());
            try (ResultSet found = query.executeQuery()) {
                while (found.next()) {
                    isFull = found.getBoolean(5);
                    live.put(
                            found.getString(1),
                            new Live(found.getLong(2), found.getLong(3), found.getInt(4), found.getBoolean(6)));
                }
            }
        } catch (SQLException e) {
            throw JdbcFailure.of("Reading the definition of " + table + " of", endpoint, e);
        }
        List<LoggedColumn> logged = new ArrayList<>();
        for (CapturedColumn column : columns) {
            logged.add(logged(column, live.get(column.name())));
        }
        return new Logged(isFull, logged);
    }

    private static LoggedColumn logged(CapturedColumn column, Live live) {
        long number = column.nativeType() & 0xFFFFFFFFL;
        int modifier = modifier(number, column);
        if (live == null || number != live.base && number != live.type) {
            return new LoggedColumn(live != null && live.isIdentity, column.name(), number, modifier);
        }
        boolean isAltered = live.modifier >= 0 && modifier >= 0 && modifier != live.modifier;
        return new LoggedColumn(live.isIdentity, column.name(), live.type, isAltered ? modifier : live.modifier);
    }

    /** The modifier that length and scale make; -1 where they tell nothing. */
    private static int modifier(long type, CapturedColumn column) {
        if (type == NUMERIC && column.length() > 0 && column.length() <= MOST_DIGITS) {
            return (column.length() << 16 | Math.max(0, column.scale()) & 0x7FF) + HEADER;
        }
        boolean isText = type == VARCHAR || type == BPCHAR;
        return isText && column.length() > 0 && column.length() < 10_485_760 ? column.length() + HEADER : -1;
    }
}
