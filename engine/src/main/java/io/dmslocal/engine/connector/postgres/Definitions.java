package io.dmslocal.engine.connector.postgres;

import io.dmslocal.engine.connector.spi.ConnectorLog;
import io.dmslocal.engine.record.TableId;
import io.dmslocal.engine.settings.EndpointSettings;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The definitions of a source's tables. Any thread.
 *
 * @param given of each table whose definition was given: that, as it is remembered; grows. What changes in it later must be told, by whatever change is the
 *     table's first
 */
record Definitions(Sessions sessions, TypeSettings types, Map<TableId, String> given) {

    Definitions(EndpointSettings endpoint, ConnectorLog log) {
        this(new Sessions(endpoint, log), TypeSettings.of(endpoint), new ConcurrentHashMap<>());
    }

    EndpointSettings endpoint() {
        return sessions.endpoint();
    }

    Catalogue catalogue(Connection connection) {
        return new Catalogue(connection, types);
    }

    /** As it is now. */
    Optional<Catalogue.Table> find(Connection connection, TableId table) throws SQLException {
        return catalogue(connection).find(table);
    }
}
