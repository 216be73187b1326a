package io.dmslocal.engine.connector.debezium;

import io.dmslocal.engine.connector.jdbc.JdbcFailure;
import io.dmslocal.engine.connector.spi.ConnectorException;
import io.dmslocal.engine.settings.EndpointSettings;
import java.io.IOException;
import java.sql.SQLException;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.connect.errors.RetriableException;

/** What an exception of the engine means for a run: found in the chain of its causes, because Debezium wraps everything. */
final class EngineFailure {

    private EngineFailure() {}

    static ConnectorException of(Throwable failure, Dialect dialect, EndpointSettings endpoint) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof ConnectorException known) {
                return known;
            }
            var known = dialect.failure(cause);
            if (known.isPresent()) {
                return known.get();
            }
        }
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql) {
                return JdbcFailure.of("Reading changes through Debezium of", endpoint, sql);
            }
        }
        String message = "Reading changes through Debezium of the " + endpoint + " failed: "
                + JdbcFailure.words(failure, endpoint);
        return isRecoverable(failure)
                ? ConnectorException.recoverable(message, failure)
                : ConnectorException.fatal(message, failure);
    }

    private static boolean isRecoverable(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof IOException
                    || cause instanceof TimeoutException
                    || cause instanceof RetriableException) {
                return true;
            }
        }
        return false;
    }
}
