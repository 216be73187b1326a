package io.dmslocal.engine.run;

import static io.dmslocal.engine.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.dmslocal.engine.run.RunPlan.Start;
import io.dmslocal.engine.run.Runs.Started;
import io.dmslocal.persistence.journal.JournalException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A row and an alteration in one transaction come again together, wherever the run was cut off after the row. */
class RowsBeforeAlterationsTest {

    private static final String RETRY_AT_ONCE =
            "{\"ErrorBehavior\":{\"RecoverableErrorInterval\":0,\"RecoverableErrorThrottling\":false}}";

    @TempDir
    Path spill;

    @Test
    void aColumnMadeAnewHasNoValuesOfTheOldOne() throws SQLException {
        cutOffAtEach(4, "alter table shop.%1$s drop a, add a int");
    }

    @Test
    void swappedColumnsHaveTheirOwnValues() throws SQLException {
        cutOffAtEach(
                6,
                "alter table shop.%1$s rename a to aside",
                "alter table shop.%1$s rename b to a",
                "alter table shop.%1$s rename aside to b");
    }

    /** Each of the saves of how far the alteration is, and the one after, fails once. */
    private void cutOffAtEach(int saves, String... alterations) throws SQLException {
        RealDatabase from = RealDatabase.postgres("past_from");
        RealDatabase to = RealDatabase.postgres("past_to");
        for (int i = 1; i <= saves; i++) {
            from.run("create table shop.t" + i + " (id int primary key, a int, b int)");
        }
        try (Runs runs = new Runs(spill)) {
            Started run =
                    runs.between(from.side(), to.side()).settings(RETRY_AT_ONCE).start(Start.FRESH);
            run.expect(RunReport.LoadFinished.class);
            for (int i = 1; i <= saves; i++) {
                String table = "t" + i;
                cutOff(runs, "shop." + table, i);
                List<String> statements = new ArrayList<>();
                statements.add("insert into shop." + table + " values (1, 5, 6)");
                for (String alteration : alterations) {
                    statements.add(String.format(alteration, table));
                }
                together(from, statements);
                from.run("insert into shop." + table + " (id, a, b) values (2, 7, 8)");

                String select = "select id, a, b from shop." + table + " order by id";
                String place = "cut off at save " + i + ": ";
                eventually(
                        () -> place + run.statistics(), () -> there(to, select).size() == 2);
                assertEquals(place + from.rows(select), place + to.rows(select));
            }
            runs.checkpoints.beforeSave(documents -> {});
            run.stop();
        }
    }

    /** None while columns are on their way. */
    private static List<String> there(RealDatabase to, String select) {
        try {
            return to.rows(select);
        } catch (SQLException underWay) {
            return List.of();
        }
    }

    private static void cutOff(Runs runs, String table, int at) {
        AtomicInteger saves = new AtomicInteger();
        runs.checkpoints.beforeSave((Map<String, String> documents) -> {
            boolean isCounted = saves.get() > 0
                    || documents.containsKey("altering/" + table)
                    || documents.containsKey("table/" + table);
            if (isCounted && saves.incrementAndGet() == at) {
                throw new JournalException("nothing can be saved", null);
            }
        });
    }

    private static void together(RealDatabase database, List<String> statements) throws SQLException {
        try (Connection connection = database.database().connect();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            for (String one : statements) {
                statement.execute(one);
            }
            connection.commit();
        }
    }
}
