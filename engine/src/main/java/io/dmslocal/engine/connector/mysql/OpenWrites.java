package io.dmslocal.engine.connector.mysql;

import io.dmslocal.engine.connector.mysql.wire.ServerError;
import io.dmslocal.engine.connector.mysql.wire.Session;
import io.dmslocal.engine.connector.spi.OpenTransaction;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Which transactions are open that have changed rows, of whatever table: the server does not say of which. Seen with PROCESS. */
record OpenWrites(Session session) {

    /** InnoDB tells times in the zone of the machine. */
    private static final String ZONE = "SET time_zone = 'SYSTEM'";

    private static final String LIST = "SELECT trx_id, TIMESTAMPDIFF(MICROSECOND, trx_started, NOW(6)) DIV 1000"
            + " FROM information_schema.INNODB_TRX WHERE trx_rows_modified > 0";

    /** None where the user may not see them. */
    List<OpenTransaction> list() throws IOException {
        List<OpenTransaction> open = new ArrayList<>();
        try {
            session.execute(ZONE);
            for (String[] row : session.rows(LIST)) {
                open.add(new OpenTransaction(
                        row[0], Optional.ofNullable(row[1]).map(Long::parseLong).map(Duration::ofMillis)));
            }
        } catch (ServerError unseen) {
            return List.of();
        }
        return open;
    }
}
