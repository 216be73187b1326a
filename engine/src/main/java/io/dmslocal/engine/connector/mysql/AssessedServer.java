package io.dmslocal.engine.connector.mysql;

import io.dmslocal.engine.connector.mysql.wire.Session;
import io.dmslocal.engine.connector.spi.AssessedTask;
import io.dmslocal.engine.connector.spi.Assessment;
import io.dmslocal.engine.connector.spi.Assessment.Place;
import io.dmslocal.engine.connector.spi.Assessment.Status;
import io.dmslocal.engine.connector.spi.Assessment.Verdict;
import io.dmslocal.engine.connector.spi.ConnectorLog;
import io.dmslocal.engine.record.TableId;
import io.dmslocal.engine.settings.EndpointSettings;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** A server that is being asked, on a session that is closed after the answer. */
record AssessedServer(Session session, EndpointSettings endpoint, AssessedTask task) {

    interface Question {
        Verdict ask(AssessedServer server) throws IOException;
    }

    static Assessment asking(Question question) {
        return (endpoint, task) -> {
            Sessions sessions = new Sessions(endpoint, ConnectorLog.OF_NODE);
            try (Session session = sessions.open()) {
                return question.ask(new AssessedServer(session, endpoint, task));
            } catch (IOException e) {
                throw sessions.failure("examine the server", e);
            }
        };
    }

    Set<TableId> sourceTables() {
        return task.tables().stream().map(AssessedTask.Table::id).collect(Collectors.toSet());
    }

    /** Where the target puts them: AWS's TargetDbType may choose one database for all. */
    Set<TableId> targetTables() {
        boolean specific = endpoint.attribute("targetdbtype")
                        .map(value -> value.replace("-", "_").equalsIgnoreCase("specific_database"))
                        .orElse(false)
                && !endpoint.databaseName().isEmpty();
        return task.tables().stream()
                .map(table -> table.target().table())
                .map(table -> specific ? new TableId(endpoint.databaseName(), table.name()) : table)
                .collect(Collectors.toSet());
    }

    /**
     * Looks for something in the catalogue that should not be there.
     *
     * @param what in the plural
     * @param sql yields schema, table, column and details of every place, of all tables
     */
    Verdict find(Set<TableId> wanted, Status otherwise, String what, String sql) throws IOException {
        List<Place> places = session.rows(sql).stream()
                .map(row -> new Place(row[0], row[1], row[2] == null ? "" : row[2], row[3]))
                .filter(place -> wanted.contains(new TableId(place.schema(), place.table())))
                .toList();
        return Verdict.of(otherwise, wanted.size(), places, what);
    }

    /** A global variable; empty when this server does not have it. */
    String variable(String name) throws IOException {
        List<String[]> rows = session.rows("SHOW GLOBAL VARIABLES LIKE " + Sql.quoted(name.replace("_", "\\_")));
        return rows.isEmpty() ? "" : rows.get(0)[1];
    }

    /** 0 when this server does not have it. */
    double number(String name) throws IOException {
        String value = variable(name);
        return value.isEmpty() ? 0 : Double.parseDouble(value);
    }

    boolean isOn(String name) throws IOException {
        String value = variable(name);
        return value.equalsIgnoreCase("ON") || value.equals("1");
    }
}
