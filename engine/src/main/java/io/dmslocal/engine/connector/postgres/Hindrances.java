package io.dmslocal.engine.connector.postgres;

import io.dmslocal.engine.connector.spi.Source.CaptureRequest;
import io.dmslocal.engine.record.TableId;
import io.dmslocal.engine.settings.EndpointSettings;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** What keeps tables from being followed from now on, and what would help: what a user's publication leaves out, or that nobody may put them into ours. */
record Hindrances(Connection connection, EndpointSettings endpoint, CaptureRequest request) {

    private static final String OTHERS = """
            SELECT n.nspname, c.relname, pg_catalog.pg_get_userbyid(c.relowner)
            FROM unnest(?::text[], ?::text[]) AS w(s, t)
            JOIN pg_catalog.pg_namespace n ON n.nspname = w.s
            JOIN pg_catalog.pg_class c ON c.relnamespace = n.oid AND c.relname = w.t
            WHERE c.relkind IN ('r', 'p') AND c.relpersistence = 'p' AND NOT pg_catalog.pg_has_role(c.relowner, 'USAGE')
            ORDER BY 1, 2""";

    /** Those that are hindered; such as are not there are not. */
    Map<TableId, String> of(Collection<TableId> tables) throws SQLException {
        Optional<String> publication = endpoint.attribute("PublicationName");
        if (publication.isEmpty()) {
            return ofOthers(tables);
        }
        Map<TableId, String> hindrances =
                new LinkedHashMap<>(new UsersPublication(connection, publication.get()).hindrances(tables));
        ColumnLists lists = new ColumnLists(connection, publication.get(), request);
        for (TableId table : tables) {
            Optional<String> list = hindrances.containsKey(table) ? Optional.empty() : lists.hindrance(table);
            list.ifPresent(hindrance -> hindrances.put(table, hindrance));
        }
        return hindrances;
    }

    /** Only owners may publish a table. */
    private Map<TableId, String> ofOthers(Collection<TableId> tables) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(OTHERS)) {
            query.setArray(1, Sql.array(connection, tables, TableId::schema));
            query.setArray(2, Sql.array(connection, tables, TableId::name));
            try (ResultSet found = query.executeQuery()) {
                Map<TableId, String> others = new LinkedHashMap<>();
                while (found.next()) {
                    String owner = found.getString(3);
                    others.put(
                            new TableId(found.getString(1), found.getString(2)),
                            "It belongs to " + owner + ", and only its owner may publish it. GRANT " + Sql.name(owner)
                                    + " TO the endpoint's user.");
                }
                return others;
            }
        }
    }
}
