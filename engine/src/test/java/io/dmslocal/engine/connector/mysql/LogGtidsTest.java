package io.dmslocal.engine.connector.mysql;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.dmslocal.engine.connector.mysql.wire.Session;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The server's own count says whether the set of a place is right. */
class LogGtidsTest {

    private static final MySqlServer SERVER = MySqlServer.shared();

    @BeforeEach
    void schema() {
        SERVER.execute("DROP DATABASE IF EXISTS gtids", "CREATE DATABASE gtids", "CREATE TABLE gtids.t (id INT)");
    }

    @Test
    void atTheEndOfTheLogItIsWhatTheServerHasExecuted() throws Exception {
        SERVER.execute("INSERT INTO gtids.t VALUES (1)", "INSERT INTO gtids.t VALUES (2)");
        try (Session session = SERVER.session()) {
            assertEquals(executed(session), before(session, Snapshot.endOfLog(session)));
        }
    }

    @Test
    void inANewFileItIsWhatWasBeforeTheFile() throws Exception {
        SERVER.execute("INSERT INTO gtids.t VALUES (1)", "FLUSH BINARY LOGS");
        try (Session session = SERVER.session()) {
            String all = executed(session);
            LogPosition head = new LogPosition(Snapshot.endOfLog(session).file(), 4);
            assertEquals(all, before(session, head));
            session.execute("INSERT INTO gtids.t VALUES (2)");
            assertEquals(all, before(session, head));
        }
    }

    @Test
    void behindAnIdentifierItsTransactionIsStillToCome() throws Exception {
        try (Session session = SERVER.session()) {
            LogPosition end = Snapshot.endOfLog(session);
            String all = executed(session);
            session.execute("INSERT INTO gtids.t VALUES (1)");
            List<String[]> events = session.rows(
                    "SHOW BINLOG EVENTS IN " + Sql.quoted(end.file()) + " FROM " + end.offset() + " LIMIT 2");
            assertEquals("Gtid", events.get(0)[2]);

            assertEquals(all, before(session, new LogPosition(end.file(), Long.parseLong(events.get(0)[4]))));
        }
    }

    private static String before(Session session, LogPosition place) throws Exception {
        return LogGtids.before(session, place).orElseThrow();
    }

    private static String executed(Session session) throws Exception {
        return session.value("SELECT GTID_SUBTRACT(@@global.gtid_executed, '')").replaceAll("\\s", "");
    }
}
