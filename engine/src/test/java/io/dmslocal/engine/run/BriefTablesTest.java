package io.dmslocal.engine.run;

import static io.dmslocal.engine.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.dmslocal.engine.run.RunPlan.Start;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tables that come on the source and are gone before the task has taken them. */
class BriefTablesTest extends ServersFixture {

    private static final int TABLES = 12;

    @ParameterizedTest
    @ValueSource(strings = {"postgres", "mysql", "mariadb"})
    void noneStaysOnTheTarget(String source) throws Exception {
        from = switch (source) {
            case "postgres" -> RealDatabase.postgres("brief_from");
            case "mysql" -> RealDatabase.mySql();
            default -> RealDatabase.mariaDb();
        };
        to = RealDatabase.postgres("brief_to");
        from.run("create table shop.a (id int primary key)");
        runs = new Runs(spill).between(from.side(), to.side());
        run = runs.start(Start.FRESH);
        run.expect(RunReport.LoadFinished.class);

        for (int i = 0; i < TABLES; i++) {
            from.run("create table shop.n" + i + " (id int primary key)", "insert into shop.n" + i + " values (1)");
            Thread.sleep(i * 20L); // so that some are dropped while the next session opens
            from.run("drop table shop.n" + i);
        }
        from.run("create table shop.z (id int primary key)", "insert into shop.z values (1)");

        arrives("z", "1");
        String tables =
                "select table_name from information_schema.tables where table_schema = 'shop' and table_name like 'n%'";
        eventually(() -> "left over: " + to.seen(tables), () -> to.seen(tables).isEmpty());
        from.run("insert into shop.a values (1)");
        arrives("a", "1");
        assertEquals(List.of(), to.seen(tables));
    }
}
