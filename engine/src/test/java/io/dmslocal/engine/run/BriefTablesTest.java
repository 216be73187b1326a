package io.dmslocal.engine.run;

import static io.dmslocal.engine.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dmslocal.engine.record.TableId;
import io.dmslocal.engine.run.Faults.Point;
import io.dmslocal.engine.run.RunPlan.Start;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tables that come on the source and are gone before the task has taken them. */
class BriefTablesTest extends ServersFixture {

    private static final TableId BRIEF = Runs.table("brief");

    /** The target's is made before the next session asks the source which tables it has. */
    @ParameterizedTest
    @ValueSource(strings = {"mysql", "mariadb"})
    void thatOneIsDroppedWhileTheTargetsIsMadeIsFollowed(String source) throws SQLException {
        from = source.equals("mysql") ? RealDatabase.mySql() : RealDatabase.mariaDb();
        from.run("create table shop.a (id int primary key)");
        runs = new Runs(spill);
        runs.between(from.side(), new RunPlan.Side(runs.target, Runs.endpoint("target")));
        run = runs.start(Start.FRESH);
        run.expect(RunReport.LoadFinished.class);
        from.run("insert into shop.a values (1)");
        arrived("[1]");
        AtomicBoolean dropped = new AtomicBoolean();
        runs.target.faults().at(Point.PREPARE, () -> {
            if (!dropped.get()) {
                drop();
                dropped.set(true);
            }
        });

        from.run("create table shop.brief (id int primary key)", "insert into shop.brief values (1)");

        eventually(() -> "not made yet", dropped::get);
        from.run("insert into shop.a values (2)");
        arrived("[1]", "[2]");
        RunReport.TableSuspended told = run.expect(RunReport.TableSuspended.class); // this target drops none
        assertEquals(BRIEF, told.table());
        assertTrue(told.reason().startsWith("The table was dropped on the source"), told.reason());
    }

    private void arrived(String... rows) {
        TableId a = Runs.table("a");
        eventually(
                () -> runs.target.database().content(a).toString(),
                () -> runs.target.database().content(a).equals(List.of(rows)));
    }

    private void drop() {
        try {
            from.run("drop table shop.brief");
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }
}
