package io.dmslocal.engine.connector.postgres;

import java.sql.SQLException;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/** What the server said about a bad record: its message and detail, without the place in a COPY that means nothing to the reader. */
final class ServerWords {

    private ServerWords() {}

    static String of(SQLException failure) {
        if (failure instanceof PSQLException e && e.getServerErrorMessage() != null) {
            ServerErrorMessage said = e.getServerErrorMessage();
            String detail = said.getDetail() == null ? "" : " " + said.getDetail();
            return said.getSeverity() + ": " + said.getMessage() + detail;
        }
        return String.valueOf(failure.getMessage());
    }
}
