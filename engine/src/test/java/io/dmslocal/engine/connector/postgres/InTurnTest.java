package io.dmslocal.engine.connector.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dmslocal.engine.connector.postgres.InTurn.Step;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class InTurnTest {

    private Connection connection;
    private InTurn inTurn;

    @BeforeEach
    void open() throws SQLException {
        connection = PostgresServer.shared().database("in_turn").connect();
        run("drop table if exists t", "create table t (id int primary key, n int check (n > 0))");
        connection.setAutoCommit(false);
        inTurn = new InTurn(connection);
    }

    @AfterEach
    void close() throws SQLException {
        connection.close();
    }

    @Test
    void whatStandsBeforeTheFirstRefusedStaysAndNothingElse() throws SQLException {
        inTurn.prepare();

        assertEquals(OptionalInt.of(13), inTurn.execute(inserts(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 9, 25)));

        assertEquals(13, count());
        connection.commit();
        assertEquals(13, count());
    }

    @Test
    void allOfThemAreExecutedWhereNoneIsRefused() throws SQLException {
        inTurn.prepare();

        assertEquals(
                OptionalInt.of(21),
                inTurn.execute(inserts(IntStream.rangeClosed(1, 21).toArray())));

        assertEquals(21, count());
    }

    @Test
    void aCountedStepThatTouchesNoRowIsRefused() throws SQLException {
        inTurn.prepare();
        List<Step> steps = List.of(
                new Step("insert into t values (1, 1)", false),
                new Step("update t set n = 2 where id = 1", true),
                new Step("delete from t where id = 7", false),
                new Step("delete from t where id = 7", true),
                new Step("delete from t", false));

        assertEquals(OptionalInt.of(3), inTurn.execute(steps));

        assertEquals(1, count());
    }

    @Test
    void stepsThatTheServerDoesNotTakeLeaveTheTransactionUsable() throws SQLException {
        inTurn.prepare();
        inTurn.execute(inserts(1, 2, 3, 4));

        assertEquals(OptionalInt.empty(), inTurn.execute(List.of(new Step("select '\0'", false))));

        assertEquals(4, count());
        assertTrue(inTurn.isAbleTo());
    }

    @Test
    void theFunctionIsMadeAgainAfterATransactionThatWasTakenBack() throws SQLException {
        inTurn.prepare();
        connection.rollback();
        inTurn.prepare();

        assertEquals(OptionalInt.of(3), inTurn.execute(inserts(1, 2, 3)));
    }

    @Test
    void aRoleThatMayMakeNoFunctionDoesWithoutIt() throws SQLException {
        run(
                "do $$ begin create role plain; exception when duplicate_object then null; end $$",
                "grant all on t to plain",
                "revoke temporary on database in_turn from public",
                "set local role plain");

        inTurn.prepare();

        assertFalse(inTurn.isAbleTo());
        assertEquals(OptionalInt.empty(), inTurn.execute(inserts(1, 2, 3)));
        assertEquals(0, count());
    }

    private static List<Step> inserts(int... ids) {
        return IntStream.of(ids)
                .mapToObj(id -> new Step("insert into t values (" + id + ", 1)", false))
                .toList();
    }

    private void run(String... statements) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    private long count() throws SQLException {
        try (Statement statement = connection.createStatement()) {
            ResultSet rows = statement.executeQuery("select count(*) from t");
            rows.next();
            return rows.getLong(1);
        }
    }
}
