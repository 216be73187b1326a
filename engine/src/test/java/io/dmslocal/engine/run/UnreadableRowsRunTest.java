package io.dmslocal.engine.run;

import static io.dmslocal.engine.Eventually.eventually;

import io.dmslocal.engine.run.RunPlan.Start;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Values that PostgreSQL has and no other database: its reader cannot tell the row, and no statement is tried. */
class UnreadableRowsRunTest extends ServersFixture {

    @Test
    void theExceptionSaysWhichRowItIs() throws SQLException {
        from = RealDatabase.postgres("unreadable_from");
        to = RealDatabase.mariaDb();
        from.run(
                "create table shop.days (id int primary key, d date, s varchar(10))",
                "insert into shop.days values (1, '2020-01-01', 'a'), (2, 'infinity', 'b')");
        runs = new Runs(spill).between(from.side(), to.side());
        run = runs.start(Start.FRESH);
        run.expect(RunReport.LoadFinished.class);
        from.run(
                "insert into shop.days values (3, '-infinity', 'c')",
                "update shop.days set d = 'infinity' where id = 1",
                "insert into shop.days values (4, '2020-01-04', 'd')");

        eventually(() -> ids().toString(), () -> ids().equals(List.of("1", "4")));
        List<String> errors = List.of(
                "Column d: date -infinity is no DATE. The row with id = 3.",
                "Column d: date infinity is no DATE. The row with id = 1.",
                "Column d: date infinity is no DATE. The row with id = 2.");
        eventually(() -> errors().toString(), () -> errors().equals(errors));
    }

    private List<String> ids() {
        return to.seen("select id from shop.days order by 1");
    }

    private List<String> errors() {
        return to.seen("select ERROR from awsdms_control.awsdms_apply_exceptions order by 1");
    }
}
