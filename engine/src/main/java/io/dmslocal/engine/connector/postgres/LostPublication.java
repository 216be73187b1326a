package io.dmslocal.engine.connector.postgres;

import io.dmslocal.engine.connector.jdbc.JdbcFailure;
import io.dmslocal.engine.connector.spi.ConnectorException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;

/**
 * A stream that says that a publication does not exist, while it does: the server looks it up as it was when a change was written. Whoever drops one and makes it
 * again has changes between them that nobody can read, however often it is tried. Versions from {@link #PASSED_OVER} on pass over such changes, with a warning in the server's log.
 */
record LostPublication(Sessions sessions, List<String> publications) {

    static final int PASSED_OVER = 18;

    private static final String UNDEFINED_OBJECT = "42704";

    /** @param what was tried, as in "Reading changes of" */
    ConnectorException failure(String what, SQLException said) {
        ConnectorException plain = JdbcFailure.of(what, sessions.endpoint(), said);
        boolean isOfPublication = UNDEFINED_OBJECT.equals(said.getSQLState())
                && String.valueOf(said.getMessage()).contains("publication");
        return isOfPublication && areThere()
                ? ConnectorException.fatal(
                        plain.getMessage().replaceFirst("\\.$", "")
                                + ". The publication is there now, and was not when changes were written that are to be read next:"
                                + " what was written without it cannot be read. Start the task anew, with reload-target or"
                                + " start-replication.",
                        said)
                : plain;
    }

    private boolean areThere() {
        try (Connection connection = sessions.open();
                PreparedStatement query = connection.prepareStatement(
                        "SELECT count(*) FROM pg_catalog.pg_publication WHERE pubname = ANY (?::text[])")) {
            query.setArray(1, connection.createArrayOf("text", publications.toArray()));
            try (ResultSet found = query.executeQuery()) {
                found.next();
                return found.getInt(1) == publications.size();
            }
        } catch (SQLException | ConnectorException unknown) {
            return false; // then the server's own words have to do
        }
    }
}
