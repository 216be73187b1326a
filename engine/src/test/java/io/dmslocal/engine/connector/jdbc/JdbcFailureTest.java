package io.dmslocal.engine.connector.jdbc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dmslocal.engine.connector.spi.ConnectorException;
import io.dmslocal.engine.record.Rejected.Cause;
import io.dmslocal.engine.settings.EndpointSettings;
import java.net.ConnectException;
import java.security.cert.CertificateException;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JdbcFailureTest {

    private static final EndpointSettings ENDPOINT =
            new EndpointSettings("arn:e", "postgres", "db.example", 5432, "u", "pa55w0rd", "d", "none", "", Map.of());

    @ParameterizedTest
    @ValueSource(strings = {"08001", "08006", "40001", "40P01", "53300", "57P01", "57P03", "55006", "58030"})
    void anotherTimeMayHelp(String state) {
        assertTrue(JdbcFailure.isRecoverable(new SQLException("x", state)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"28P01", "28000", "3D000", "42501", "42P01", "22001", "23505", "0A000"})
    void anotherTimeCannotHelp(String state) {
        assertFalse(JdbcFailure.isRecoverable(new SQLException("x", state)));
    }

    @Test
    void aServerThatRefusesIsThereAndOneThatIsNotReachedIsNot() {
        assertTrue(JdbcFailure.isAnswer(new SQLException("too many connections", "53300")));
        assertTrue(JdbcFailure.isAnswer(ConnectorException.fatal("x", new SQLException("no right", "42501"))));
        assertFalse(JdbcFailure.isAnswer(new SQLException("refused", "08001")));
        assertFalse(JdbcFailure.isAnswer(new SQLException("x", "57014", new ConnectException("timed out"))));
        assertFalse(JdbcFailure.isAnswer(new IllegalStateException("x")));
    }

    @Test
    void driversWithoutAStateAreKnownByTheirClassOrCause() {
        assertTrue(JdbcFailure.isRecoverable(new SQLTransientConnectionException("x")));
        assertTrue(JdbcFailure.isRecoverable(new SQLException("x", new ConnectException("refused"))));
        assertFalse(JdbcFailure.isRecoverable(new SQLException("x")));
    }

    @Test
    void aServerThatIsNotTrustedOrSpeaksNoSslIsFatal() {
        SQLException untrusted =
                new SQLException("x", "08006", new SSLHandshakeException("x").initCause(new CertificateException("x")));
        assertFalse(JdbcFailure.isRecoverable(untrusted));
        assertFalse(JdbcFailure.isRecoverable(new SQLException("The server does not support SSL.", "08004")));
        assertTrue(JdbcFailure.isRecoverable(new SQLException("Too many connections", "08004", 1040)));
    }

    @Test
    void recordsThatAreBadAreToldFromOtherFailures() {
        assertEquals(Optional.of(Cause.DUPLICATE_KEY), JdbcFailure.recordCause(new SQLException("x", "23505")));
        assertEquals(Optional.of(Cause.TRUNCATION), JdbcFailure.recordCause(new SQLException("x", "22001")));
        assertEquals(Optional.of(Cause.DATA), JdbcFailure.recordCause(new SQLException("x", "22003")));
        assertEquals(Optional.of(Cause.DATA), JdbcFailure.recordCause(new SQLException("x", "23514")));
        assertEquals(Optional.empty(), JdbcFailure.recordCause(new SQLException("x", "42P01")));
        assertEquals(Optional.empty(), JdbcFailure.recordCause(new SQLException("x")));
    }

    @Test
    void theMessageSaysWhatWhereAndWhyButNeverThePassword() {
        SQLException failure =
                new SQLException("no login with pa55w0rd", "28P01", new IllegalStateException("because of pa55w0rd"));

        ConnectorException said = JdbcFailure.of("Connecting to", ENDPOINT, failure);

        assertEquals(
                "Connecting to the postgres endpoint arn:e at db.example:5432/d failed: no login with *** (because of ***)",
                said.getMessage());
        assertFalse(said.isRecoverable());
    }

    @ParameterizedTest
    @CsvSource({
        "x, database x does not exist, database *** does not exist",
        "test, latest test: (test), latest ***: (***)",
        "a!b, oha!bc, oh***c",
        "u, no login for u, no login for u",
        "d, no database d, no database d"
    })
    void whatIsNoPasswordIsLeftAsItIs(String password, String said, String shown) {
        EndpointSettings endpoint =
                new EndpointSettings("arn:e", "postgres", "db.example", 5432, "u", password, "d", "none", "", Map.of());

        assertEquals(shown, JdbcFailure.words(new SQLException(said), endpoint));
    }
}
