package io.dmslocal.engine.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dmslocal.engine.record.TableId;
import io.dmslocal.engine.run.RunPlan.Start;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Tables of MySQL and MariaDB that are altered where the log does not tell it. */
class UntoldAlterationsTest {

    @Nested
    class OfMariaDb extends Contract {
        @Override
        RealDatabase source() throws SQLException {
            return RealDatabase.mariaDb();
        }
    }

    @Nested
    class OfMySql extends Contract {
        @Override
        RealDatabase source() throws SQLException {
            return RealDatabase.mySql();
        }
    }

    abstract static class Contract extends ServersFixture {

        private static final TableId ALTERED = Runs.table("altered");

        abstract RealDatabase source() throws SQLException;

        @BeforeEach
        void open() throws SQLException {
            from = source();
            to = RealDatabase.postgres("untold_to");
            from.run(
                    "create table shop.altered (id int primary key, s varchar(20))",
                    "insert into shop.altered values (1, 'one')",
                    "create table shop.others (id int primary key, s varchar(20))");
            runs = new Runs(spill).between(from.side(), to.side());
        }

        private void follow() throws SQLException {
            run = runs.start(Start.FRESH);
            run.expect(RunReport.LoadFinished.class);
            from.run("insert into shop.altered values (2, 'two')");
            arrives("altered", "1|one", "2|two");
        }

        private void alter(String how) throws SQLException {
            from.run("set session sql_log_bin = 0", "alter table shop.altered " + how);
        }

        @Test
        void oneWithAnotherColumnIsLeftOutUntilItIsReloadedAndTheOthersGoOn() throws SQLException {
            follow();
            alter("add column n int");
            from.run("insert into shop.altered values (3, 'three', 3)", "insert into shop.others values (1, 'one')");

            arrives("others", "1|one");
            String reason = run.expect(RunReport.TableSuspended.class).reason();
            assertTrue(reason.contains("rows of 3 columns"), reason);
            assertTrue(reason.contains("(id int, s varchar(20))"), reason);
            assertTrue(reason.contains("Reload the table"), reason);
            runs.expectState(run, ALTERED, "Table error");
            assertEquals(List.of("1|one", "2|two"), content("altered"));

            run.run.tell(new TaskRun.Reload(Set.of(ALTERED)));
            arrives("altered", "1|one|null", "2|two|null", "3|three|3");
            from.run("update shop.altered set n = 30 where id = 3", "alter table shop.altered add column told int");
            from.run("insert into shop.altered values (4, 'four', 4, 4)");
            arrives("altered", "1|one|null|null", "2|two|null|null", "3|three|30|null", "4|four|4|4");
            assertEquals("Table completed", run.statistics(ALTERED).state());
        }

        @Test
        void oneWithAColumnOfAnotherKindIsLeftOutAlsoAfterARestart() throws SQLException {
            follow();
            run.stop();
            from.run("delete from shop.altered");
            alter("modify s int");
            from.run("insert into shop.altered values (3, 33)");
            run = runs.start(Start.RESUME);

            String reason = run.expect(RunReport.TableSuspended.class).reason();
            assertTrue(reason.contains("INT in the place of s"), reason);
            from.run("insert into shop.others values (1, 'one')");
            arrives("others", "1|one");

            run.stop();
            from.run("insert into shop.altered values (4, 44)", "insert into shop.others values (2, 'two')");
            run = runs.start(Start.RESUME);
            arrives("others", "1|one", "2|two");
            runs.expectState(run, ALTERED, "Table error");
            run.run.tell(new TaskRun.Reload(Set.of(ALTERED)));
            arrives("altered", "3|33", "4|44");
            from.run("insert into shop.altered values (5, 55)");
            arrives("altered", "3|33", "4|44", "5|55");
        }

        @Test
        void itStopsTheTaskWhereThePolicySaysSo() throws SQLException {
            runs.settings("{\"ErrorBehavior\":{\"TableErrorPolicy\":\"STOP_TASK\"}}");
            follow();
            alter("drop column s");
            from.run("insert into shop.altered values (3)");

            String message = run.expect(RunReport.Failed.class).message();
            run = null; // it is over
            assertTrue(message.contains("Table shop.altered"), message);
            assertTrue(message.contains("rows of 1 columns"), message);
        }
    }
}
