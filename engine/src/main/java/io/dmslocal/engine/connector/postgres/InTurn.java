package io.dmslocal.engine.connector.postgres;

import io.dmslocal.engine.connector.jdbc.JdbcFailure;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.List;
import java.util.OptionalInt;

/**
 * Executes statements on the server one after the other until one is refused, with one call for all of them: where many rows are bad, round trips would cost
 * more than the rows.
 *
 * <p>The server does it in a function of the session's own, which goes with the session and with a transaction that is taken back. A few statements share a
 * subtransaction; only where one of them is refused has each its own. Where a role may not make such a function (it needs TEMPORARY on the database), this
 * {@link #isAbleTo} nothing.
 */
final class InTurn {

    /** Of a hundred rows a few are bad: then most groups are executed once, and few rows are undone. */
    private static final int GROUP = 10;

    private static final String NAME = "pg_temp.dms_local_in_turn";

    private static final String FUNCTION = "CREATE FUNCTION " + NAME
            + "(statements text[], counted boolean[]) RETURNS int LANGUAGE plpgsql AS $$\n" + """
            DECLARE
              done int := 0;
              upto int;
              rows bigint;
            BEGIN
              WHILE done < cardinality(statements) LOOP
                upto := least(done + %d, cardinality(statements));
                BEGIN
                  FOR i IN done + 1 .. upto LOOP
                    EXECUTE statements[i];
                    GET DIAGNOSTICS rows = ROW_COUNT;
                    IF counted[i] AND rows <> 1 THEN RAISE no_data_found; END IF;
                  END LOOP;
                  done := upto;
                EXCEPTION WHEN OTHERS THEN
                  FOR i IN done + 1 .. upto LOOP
                    BEGIN
                      EXECUTE statements[i];
                      GET DIAGNOSTICS rows = ROW_COUNT;
                      IF counted[i] AND rows <> 1 THEN RAISE no_data_found; END IF;
                    EXCEPTION WHEN OTHERS THEN
                      RETURN done;
                    END;
                    done := i;
                  END LOOP;
                END;
              END LOOP;
              RETURN done;
            END""".formatted(GROUP)
            + "$$";

    /**
     * One change as a statement.
     *
     * @param isCounted whether it must touch exactly one row
     */
    record Step(String sql, boolean isCounted) {}

    private final Connection connection;
    private boolean isAbleTo = true;

    InTurn(Connection connection) {
        this.connection = connection;
    }

    boolean isAbleTo() {
        return isAbleTo;
    }

    /** Makes the function where it is missing. Within a transaction, which stays usable. */
    void prepare() throws SQLException {
        Savepoint before = connection.setSavepoint();
        try (Statement statement = connection.createStatement()) {
            ResultSet found = statement.executeQuery("SELECT pg_catalog.to_regprocedure('" + NAME
                    + "(pg_catalog.text[], pg_catalog.bool[])') IS NOT NULL");
            found.next();
            if (!found.getBoolean(1)) {
                statement.execute(FUNCTION);
            }
            connection.releaseSavepoint(before);
        } catch (SQLException e) {
            takeBack(e, before);
            isAbleTo = false;
        }
    }

    /**
     * How many of the first steps were executed; the one behind them is refused, and nothing of it is there. Empty when the server does not take the steps
     * as they are, such as characters that it does not know.
     */
    OptionalInt execute(List<Step> steps) throws SQLException {
        if (steps.isEmpty() || !isAbleTo) {
            return isAbleTo ? OptionalInt.of(0) : OptionalInt.empty();
        }
        ArrayText statements = new ArrayText();
        ArrayText counted = new ArrayText();
        for (Step step : steps) {
            statements.add(step.sql());
            counted.add(step.isCounted());
        }
        Savepoint before = connection.setSavepoint();
        try (PreparedStatement call =
                connection.prepareStatement("SELECT " + NAME + "(?::pg_catalog.text[], ?::pg_catalog.bool[])")) {
            call.setString(1, statements.toString());
            call.setString(2, counted.toString());
            try (ResultSet done = call.executeQuery()) {
                done.next();
                int executed = done.getInt(1);
                connection.releaseSavepoint(before);
                return OptionalInt.of(executed);
            }
        } catch (SQLException e) {
            takeBack(e, before);
            return OptionalInt.empty();
        }
    }

    private void takeBack(SQLException why, Savepoint before) throws SQLException {
        if (JdbcFailure.isRecoverable(why)) {
            throw why;
        }
        connection.rollback(before);
    }
}
