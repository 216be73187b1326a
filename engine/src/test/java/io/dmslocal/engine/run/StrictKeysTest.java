package io.dmslocal.engine.run;

import io.dmslocal.engine.run.RunPlan.Start;
import java.sql.SQLException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Keys that tell capital letters from small ones in a table that does not. */
class StrictKeysTest extends ServersFixture {

    @ParameterizedTest
    @ValueSource(strings = {"collate utf8mb4_bin", "character set latin1 collate latin1_general_cs"})
    void rowsThatDifferByItAloneStayApart(String collation) throws SQLException {
        from = RealDatabase.mariaDb();
        to = RealDatabase.mySql();
        from.run(
                "create table shop.t (id varchar(20) " + collation + " primary key, v int)"
                        + " default charset utf8mb4 collate utf8mb4_general_ci",
                "insert into shop.t values ('K', 1), ('k', 2), ('x', 3)");
        runs = new Runs(spill).between(from.side(), to.side());
        run = runs.start(Start.FRESH);
        run.expect(RunReport.LoadFinished.class);

        from.run("update shop.t set v = 100 where id = 'k'", "insert into shop.t values ('X', 4)");

        arrives("t", "K|1", "X|4", "k|100", "x|3");
    }
}
