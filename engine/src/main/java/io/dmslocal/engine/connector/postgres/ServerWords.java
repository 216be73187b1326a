package io.dmslocal.engine.connector.postgres;

import io.dmslocal.engine.record.Rejected;
import java.sql.SQLException;
import java.util.Optional;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/** What the server said about a bad record: its message and detail, without the place in a COPY that means nothing to the reader. */
final class ServerWords {

    private ServerWords() {}

    static String of(SQLException failure) {
        if (failure instanceof PSQLException e && e.getServerErrorMessage() != null) {
            ServerErrorMessage said = e.getServerErrorMessage();
            // of a NULL or a check that fails, the detail is the whole row: logs show keys only
            boolean isWholeRow = "23502".equals(said.getSQLState()) || "23514".equals(said.getSQLState());
            String detail = said.getDetail() == null || isWholeRow ? "" : " " + said.getDetail();
            return said.getSeverity() + ": " + said.getMessage() + detail;
        }
        return String.valueOf(failure.getMessage());
    }

    /** Empty when it was the driver that refused. PostgreSQL has no numbers beside its SQLSTATE: ODBC's driver, which AWS uses, says 1. */
    static Optional<Rejected.Answer> answer(SQLException failure) {
        return failure instanceof PSQLException e && e.getServerErrorMessage() != null
                ? Optional.of(new Rejected.Answer(String.valueOf(e.getSQLState()), 1))
                : Optional.empty();
    }
}
