package io.dmslocal.engine.connector.mysql;

import io.dmslocal.engine.connector.mysql.wire.ServerError;
import io.dmslocal.engine.connector.mysql.wire.Session;
import io.dmslocal.engine.connector.spi.LockWait;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Which of our sessions wait for locks, and for whose, as far as server and user let it be seen. */
record LockWaits(Session session) {

    private static final Pattern TABLE = Pattern.compile("`((?:[^`]|``)+)`\\.`((?:[^`]|``)+)`");

    private static final String HOLDER = "SELECT DISTINCT p.ID, p.USER, p.COMMAND, p.TIME FROM ";
    private static final String OF_TRANSACTIONS = " JOIN information_schema.INNODB_TRX r ON r.trx_id = %s"
            + " JOIN information_schema.INNODB_TRX b ON b.trx_id = %s"
            + " JOIN information_schema.PROCESSLIST p ON p.ID = b.trx_mysql_thread_id WHERE r.trx_mysql_thread_id = ";

    /** MySQL 8; MariaDB, MySQL 5.7; metadata locks where performance_schema has them. What a server does not know, or a user may not see, is an error. */
    private static final List<String> HOLDERS = List.of(
            HOLDER + "performance_schema.data_lock_waits w"
                    + OF_TRANSACTIONS.formatted(
                            "w.REQUESTING_ENGINE_TRANSACTION_ID", "w.BLOCKING_ENGINE_TRANSACTION_ID"),
            HOLDER + "information_schema.INNODB_LOCK_WAITS w"
                    + OF_TRANSACTIONS.formatted("w.requesting_trx_id", "w.blocking_trx_id"),
            HOLDER + "performance_schema.metadata_locks m"
                    + " JOIN performance_schema.threads t ON t.THREAD_ID = m.OWNER_THREAD_ID"
                    + " JOIN performance_schema.metadata_locks g ON g.OBJECT_SCHEMA = m.OBJECT_SCHEMA"
                    + " AND g.OBJECT_NAME = m.OBJECT_NAME AND g.LOCK_STATUS = 'GRANTED' AND g.OWNER_THREAD_ID <> m.OWNER_THREAD_ID"
                    + " JOIN performance_schema.threads o ON o.THREAD_ID = g.OWNER_THREAD_ID"
                    + " JOIN information_schema.PROCESSLIST p ON p.ID = o.PROCESSLIST_ID"
                    + " WHERE m.LOCK_STATUS = 'PENDING' AND t.PROCESSLIST_ID = ");

    List<LockWait> of(List<String> ids) throws IOException {
        List<LockWait> waits = new ArrayList<>();
        for (String id : ids) {
            for (String[] row : session.rows("SELECT STATE, TIME, INFO FROM information_schema.PROCESSLIST WHERE ID = "
                    + id + " AND INFO IS NOT NULL")) {
                List<LockWait.Holder> holders = holders(id);
                if (!holders.isEmpty() || row[0] != null && row[0].matches("Waiting for .*lock.*")) {
                    waits.add(new LockWait(table(row[2]), LockWait.kind(row[2]), seconds(row[1]), holders));
                }
            }
        }
        return waits;
    }

    private List<LockWait.Holder> holders(String id) throws IOException {
        List<LockWait.Holder> holders = new ArrayList<>();
        for (String question : HOLDERS) {
            try {
                for (String[] row : session.rows(question + id)) {
                    holders.add(new LockWait.Holder(row[0], row[1], "", row[2], seconds(row[3])));
                }
            } catch (ServerError notHere) {
                // another server has it, or a user with more rights
            }
        }
        return holders;
    }

    private static String table(String statement) {
        Matcher found = TABLE.matcher(statement);
        return found.find() ? (found.group(1) + "." + found.group(2)).replace("``", "`") : "";
    }

    private static Duration seconds(String text) {
        return Duration.ofSeconds(text == null ? 0 : Long.parseLong(text));
    }
}
