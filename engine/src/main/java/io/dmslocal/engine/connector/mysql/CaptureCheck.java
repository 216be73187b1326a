package io.dmslocal.engine.connector.mysql;

import io.dmslocal.engine.connector.mysql.wire.ServerError;
import io.dmslocal.engine.connector.mysql.wire.Session;
import io.dmslocal.engine.connector.spi.ConnectorException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What the source must have for changes to be captured. Source: "Using a MySQL-compatible database as a source", AWS DMS user guide. */
final class CaptureCheck {

    private CaptureCheck() {}

    static void run(Session session) throws IOException {
        Map<String, String> variables = new HashMap<>();
        session.rows(
                        "SHOW GLOBAL VARIABLES WHERE Variable_name IN ('log_bin','binlog_format','binlog_row_image','server_id',"
                                + "'binlog_transaction_compression','log_bin_compress','binlog_row_value_options')")
                .forEach(row -> variables.put(row[0].toLowerCase(Locale.ROOT), row[1]));
        List<String> missing = new ArrayList<>();
        expect(variables, "log_bin", "ON", "start the server with log_bin (RDS: turn automated backups on)", missing);
        expect(variables, "binlog_format", "ROW", "set binlog_format=ROW", missing);
        expect(variables, "binlog_row_image", "FULL", "set binlog_row_image=FULL", missing);
        expect(variables, "binlog_transaction_compression", "OFF", "set binlog_transaction_compression=OFF", missing);
        expect(variables, "log_bin_compress", "OFF", "set log_bin_compress=OFF", missing);
        expect(variables, "binlog_row_value_options", "", "set binlog_row_value_options=''", missing);
        if ("0".equals(variables.get("server_id"))) {
            missing.add("server_id is 0: set it to 1 or higher");
        }
        rights(session, missing);
        if (!missing.isEmpty()) {
            throw ConnectorException.fatal(
                    "Changes cannot be captured from this source: " + String.join("; ", missing) + ".");
        }
    }

    private static void expect(
            Map<String, String> variables, String name, String value, String cure, List<String> missing) {
        String found = variables.get(name);
        if (found != null && !found.equalsIgnoreCase(value)) {
            missing.add(name + " is " + (found.isEmpty() ? "empty" : found) + ": " + cure);
        }
    }

    private static void rights(Session session, List<String> missing) throws IOException {
        try {
            Snapshot.endOfLog(session);
        } catch (ServerError e) {
            missing.add(
                    "the user may not see the state of the binary log: GRANT REPLICATION CLIENT ON *.* (MariaDB: BINLOG MONITOR)");
        }
        String grants = String.join(
                        "\n",
                        session.rows("SHOW GRANTS").stream().map(row -> row[0]).toList())
                .toUpperCase(Locale.ROOT);
        boolean replica = grants.contains("REPLICATION SLAVE")
                || grants.contains("REPLICATION REPLICA")
                || grants.contains("GRANT ALL PRIVILEGES ON *.*");
        boolean throughRole = grants.contains("@")
                && grants.lines().anyMatch(line -> !line.contains(" ON ")); // rights of roles are not listed
        if (!replica && !throughRole) {
            missing.add("the user may not read the binary log: GRANT REPLICATION SLAVE ON *.*");
        }
    }
}
