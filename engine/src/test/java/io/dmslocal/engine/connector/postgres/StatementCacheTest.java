package io.dmslocal.engine.connector.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.dmslocal.engine.connector.spi.ConnectorLog;
import io.dmslocal.engine.connector.spi.ContractDatabase;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** StatementCacheSize: how many statements the target's server has prepared for the changes of a task. */
class StatementCacheTest {

    private static final ContractDatabase DATABASE = PostgresServer.shared().database("statements");
    private static final int STATEMENTS = 10;
    private static final int TIMES = 4; // the driver lets the server prepare what comes the third time

    @ParameterizedTest
    @CsvSource({"0,0", "3,3", "50,10"})
    void soManyStayPreparedAndNoMore(int wanted, int prepared) throws SQLException {
        try (Connection connection = new Sessions(DATABASE.endpoint(), ConnectorLog.OF_NODE).openForChanges(wanted)) {
            for (int i = 0; i < STATEMENTS; i++) {
                for (int time = 0; time < TIMES; time++) {
                    try (PreparedStatement statement = connection.prepareStatement("SELECT " + i + " + ?::int")) {
                        statement.setString(1, "1");
                        statement.executeQuery().close();
                    }
                }
            }

            try (Statement asking = connection.createStatement();
                    ResultSet found = asking.executeQuery("SELECT count(*) FROM pg_catalog.pg_prepared_statements")) {
                found.next();
                assertEquals(prepared, found.getInt(1));
            }
        }
    }
}
