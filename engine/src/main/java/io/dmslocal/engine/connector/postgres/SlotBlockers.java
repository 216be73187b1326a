package io.dmslocal.engine.connector.postgres;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Transactions that are open in a server and have written, in whatever database: the server makes a slot when they are over. When others' began is for members
 * of pg_read_all_stats; which they are is for everybody.
 *
 * @param oldest the first of them, in words
 */
record SlotBlockers(long count, List<String> oldest) {

    private static final int NAMED = 5;

    private static final String LIST = "SELECT count(*) OVER (), t.who FROM ("
            + "SELECT 'process ' || pid || ', user ' || coalesce(usename, '')"
            + " || coalesce(', open since ' || xact_start, '') AS who,"
            + " xact_start AS since FROM pg_catalog.pg_stat_activity"
            + " WHERE backend_xid IS NOT NULL AND pid <> pg_catalog.pg_backend_pid()"
            + " UNION ALL SELECT 'prepared ' || quote_literal(gid) || ' in ' || database || ', user ' || owner"
            + " || ', open since ' || prepared, prepared FROM pg_catalog.pg_prepared_xacts) AS t"
            + " ORDER BY t.since LIMIT " + NAMED;

    /** Empty when there are none. */
    static Optional<SlotBlockers> of(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery(LIST)) {
            long count = 0;
            List<String> oldest = new ArrayList<>();
            while (found.next()) {
                count = found.getLong(1);
                oldest.add(found.getString(2));
            }
            return oldest.isEmpty() ? Optional.empty() : Optional.of(new SlotBlockers(count, oldest));
        }
    }

    /** {@code 7: process 12, user u, open since t; prepared 'g' in d, user u, open since t; and 5 more}. */
    String words() {
        String more = count > oldest.size() ? "; and " + (count - oldest.size()) + " more" : "";
        return count + ": " + String.join("; ", oldest) + more;
    }
}
