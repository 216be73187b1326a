package io.dmslocal.engine.run;

import static io.dmslocal.engine.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dmslocal.engine.connector.postgres.PostgresConnector;
import io.dmslocal.engine.connector.spi.ChangeCapture;
import io.dmslocal.engine.connector.spi.Connector;
import io.dmslocal.engine.run.RunPlan.MigrationType;
import io.dmslocal.engine.run.RunPlan.Start;
import io.dmslocal.engine.run.Runs.Started;
import io.dmslocal.engine.run.checkpoint.CheckpointMemory;
import io.dmslocal.engine.settings.CdcStart;
import io.dmslocal.engine.settings.EndpointSettings;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A publication of PostgreSQL that the endpoint names, and what it has of a task's tables. */
class UsersPublicationRunTest {

    private static final String LACKS = "Publication members_users does not have shop.";
    private static final String ADD = "ALTER PUBLICATION \"members_users\" ADD TABLE \"shop\".";

    @TempDir
    Path spill;

    private RealDatabase from;
    private RealDatabase to;
    private Runs runs;

    @BeforeEach
    void open() throws SQLException {
        from = RealDatabase.postgres("members_from");
        to = RealDatabase.postgres("members_to");
        from.run(
                "drop publication if exists members_users",
                "create table shop.orders (id int primary key, s varchar(20))",
                "insert into shop.orders values (1, 'one')",
                "create table shop.others (id int primary key, s varchar(20))");
        runs = new Runs(spill);
        read(from.connector());
    }

    private void read(Connector connector) {
        Map<String, String> attributes = Map.of("publicationname", "members_users", "captureddls", "false");
        runs.between(new RunPlan.Side(connector, from.database().endpoint(attributes)), to.side());
    }

    @AfterEach
    void close() throws SQLException {
        runs.close();
        from.run("drop publication if exists members_users");
    }

    @Nested
    class AtTheStart {

        @ParameterizedTest(name = "{0}")
        @CsvSource(
                delimiter = '|',
                value = {
                    "for table shop.orders | does not have shop.others: | ADD TABLE \"shop\".\"others\"",
                    "for all tables with (publish = 'insert') | not publish updates and deletes: those of shop.orders, shop.others | SET (publish = 'insert, update, delete, truncate')",
                    "for table shop.orders, shop.others where (id > 5) | shop.others only for rows where (id > 5) | DROP TABLE \"shop\".\"others\""
                })
        void whatWouldBeMissedIsRefusedWithWhatHelps(String publication, String what, String help) throws SQLException {
            from.run("create publication members_users " + publication);

            String message =
                    runs.start(Start.FRESH).expect(RunReport.Failed.class).message();

            assertTrue(message.contains(what), message);
            assertTrue(message.contains("ALTER PUBLICATION \"members_users\" " + help), message);
        }

        @Test
        void aPublicationThatIsNotThereIsRefused() {
            String message =
                    runs.start(Start.FRESH).expect(RunReport.Failed.class).message();

            assertTrue(message.contains("There is no publication members_users"), message);
        }

        @ParameterizedTest
        @ValueSource(strings = {"for all tables", "for tables in schema shop", "for table shop.orders, shop.others"})
        void oneThatHasTheTablesIsRead(String publication) throws SQLException {
            from.run("create publication members_users " + publication);

            Started run = follow();

            assertEquals(StopReason.NORMAL, run.stop());
        }

        @Test
        void oneWithoutTruncateIsReadAndTheLogSaysWhatIsNotFollowed() throws SQLException {
            from.run("create publication members_users for all tables with (publish = 'insert, update, delete')");
            try (LogLines lines = LogLines.ofNode()) {
                Started run = follow();

                lines.has("Publication members_users does not publish TRUNCATE");
                run.stop();
            }
        }
    }

    @Nested
    class TablesThatAreTakenOut {

        @BeforeEach
        void publish() throws SQLException {
            from.run("create publication members_users for table shop.orders, shop.others");
        }

        @Test
        void whileTheTaskRunsTheyAreLeftOutAloneUntilTheyAreReloaded() throws SQLException {
            Started run = follow();

            from.run("alter publication members_users drop table shop.orders");

            isLeftOut(run);
            from.run("insert into shop.orders values (3, 'three')", "insert into shop.others values (1, 'a')");
            arrives("others", "1|a");
            arrives("orders", "1|one", "2|two");
            assertEquals(StopReason.NORMAL, run.stop());

            Started again = runs.start(Start.RESUME);
            from.run("insert into shop.others values (2, 'b')");
            arrives("others", "1|a", "2|b");
            assertEquals("Table error", again.statistics(Runs.table("orders")).state());

            from.run("alter publication members_users add table shop.orders");
            again.run.tell(new TaskRun.Reload(Set.of(Runs.table("orders"))));
            arrives("orders", "1|one", "2|two", "3|three");
            from.run("insert into shop.orders values (4, 'four')");
            arrives("orders", "1|one", "2|two", "3|three", "4|four");
            assertEquals(StopReason.NORMAL, again.stop());
        }

        /** Of what it wrote before the table was back nothing is told, and no snapshot has it while it is open. */
        @Test
        void aTransactionThatWroteBeforeTheyWerePutBackIsNotMissed() throws SQLException {
            Started run = follow();
            from.run("alter publication members_users drop table shop.orders");
            isLeftOut(run);
            TaskRun.Reload reload = new TaskRun.Reload(Set.of(Runs.table("orders")));
            try (Connection open = from.database().connect();
                    Statement statement = open.createStatement()) {
                open.setAutoCommit(false);
                statement.execute("insert into shop.orders values (3, 'held')");
                from.run("alter publication members_users add table shop.orders");

                run.run.tell(reload);

                String reason = run.expect(RunReport.TableSuspended.class).reason();
                assertTrue(reason.contains("has all of shop.orders again"), reason);
                assertTrue(reason.contains("Reload the table when they have ended"), reason);
                from.run("insert into shop.others values (1, 'a')");
                arrives("others", "1|a");
                open.commit();
            }
            run.run.tell(reload);
            arrives("orders", "1|one", "2|two", "3|held");
            from.run("insert into shop.orders values (4, 'four')");
            arrives("orders", "1|one", "2|two", "3|held", "4|four");
            assertEquals(StopReason.NORMAL, run.stop());
        }

        /** Whoever names a position says from where on changes are wanted. */
        @Test
        void aStartFromAPositionTakesThemWhenThePublicationHasThemAgain() throws SQLException {
            Started run = runs.type(MigrationType.CDC).start(Start.FRESH);
            run.expect(RunReport.Began.class);
            from.run("insert into shop.others values (1, 'a')");
            arrives("others", "1|a");
            from.run("alter publication members_users drop table shop.orders");
            isLeftOut(run);
            assertEquals(StopReason.NORMAL, run.stop());
            from.run(
                    "insert into shop.orders values (2, 'lost')",
                    "alter publication members_users add table shop.orders");
            String position = from.seen("select pg_current_wal_lsn()").get(0);
            from.run("insert into shop.orders values (3, 'three')");

            try (LogLines lines = LogLines.ofNode()) {
                Started again =
                        runs.from(new CdcStart.AtPosition(position, false)).start(Start.FRESH);

                arrives("orders", "3|three");
                lines.has("All of shop.orders is published again");
                assertEquals(
                        "Table completed",
                        again.statistics(Runs.table("orders")).state());
                assertEquals(StopReason.NORMAL, again.stop());
            }
        }

        @Test
        void whileItIsStoppedTheyAreLeftOutAloneToo() throws SQLException {
            follow().stop();
            from.run(
                    "alter publication members_users drop table shop.orders",
                    "insert into shop.orders values (3, 'three')",
                    "insert into shop.others values (1, 'a')");

            Started again = runs.start(Start.RESUME);

            isLeftOut(again);
            arrives("others", "1|a");
            again.stop();
        }

        /** The reader remembers it before the applier knows: a process may die between. */
        @Test
        void aLossThatTheRunHasNotHeardOfIsToldByTheNextOne() throws SQLException {
            follow().stop();
            new CheckpointMemory(runs.checkpoints.open(Runs.TASK)).append("lost", "shop\torders");

            Started again = runs.start(Start.RESUME);

            RunReport.TableSuspended left = again.expect(RunReport.TableSuspended.class);
            assertEquals(Runs.table("orders"), left.table());
            assertTrue(left.reason().contains("has all of shop.orders again, but not what was written"), left.reason());
            again.run.tell(new TaskRun.Reload(Set.of(Runs.table("orders"))));
            from.run("insert into shop.orders values (3, 'three')");
            arrives("orders", "1|one", "2|two", "3|three");
            assertEquals(StopReason.NORMAL, again.stop());
        }

        private void isLeftOut(Started run) {
            RunReport.TableSuspended left = run.expect(RunReport.TableSuspended.class);
            assertEquals(Runs.table("orders"), left.table());
            assertTrue(left.reason().contains(LACKS + "orders"), left.reason());
            assertTrue(left.reason().contains(ADD + "\"orders\""), left.reason());
        }

        /** Its reader cannot be told of one table alone. */
        @Test
        void debeziumRefusesTheNextStart() throws SQLException {
            read(new PostgresConnector(ChangeCapture.DEBEZIUM));
            follow().stop();
            from.run("alter publication members_users drop table shop.orders");

            String message =
                    runs.start(Start.RESUME).expect(RunReport.Retrying.class).message();

            assertTrue(message.contains(LACKS + "orders"), message);
        }
    }

    @Nested
    class TablesThatCome {

        @BeforeEach
        void publish() throws SQLException {
            from.run("create publication members_users for table shop.orders, shop.others");
        }

        @Test
        void oneThatThePublicationLacksIsTakenWhenItHasIt() throws SQLException {
            Started run = follow();

            comes();
            from.run("insert into shop.others values (1, 'a')");
            arrives("others", "1|a");
            eventually(
                    () -> "reasons " + run.view.reasons().failures(),
                    () -> run.view.reasons().failures().stream()
                            .anyMatch(failure -> failure.table().equals("shop.later")
                                    && failure.cause().equals("HINDERED")
                                    && failure.newest().orElseThrow().message().contains(ADD + "\"later\"")));
            from.run("alter publication members_users add table shop.later");

            arrives("later", "1|first");
            from.run("insert into shop.later values (2, 'second')");
            arrives("later", "1|first", "2|second");
            run.stop();
        }

        @ParameterizedTest(name = "{0}")
        @ValueSource(booleans = {false, true})
        void noReopeningIsHeldUpByIt(boolean isListed) throws SQLException {
            Started run = follow();
            comes();
            if (isListed) {
                from.run("alter publication members_users add table shop.later (id)");
            }
            run.run.tell(new TaskRun.Reload(Set.of(Runs.table("others"))));
            from.run("insert into shop.others values (1, 'a')");
            arrives("others", "1|a");
            assertEquals(StopReason.NORMAL, run.stop());

            Started again = runs.start(Start.RESUME);
            from.run("insert into shop.others values (2, 'b')");
            arrives("others", "1|a", "2|b");
            assertEquals("Table error", again.statistics(Runs.table("later")).state());

            from.run("alter publication members_users set table shop.orders, shop.others, shop.later");
            arrives("later", "1|first");
            from.run("insert into shop.later values (2, 'second')");
            arrives("later", "1|first", "2|second");
            assertEquals(
                    "Table completed", again.statistics(Runs.table("later")).state());
            assertEquals(StopReason.NORMAL, again.stop());
        }

        /** Of what it wrote before the table was published, nothing is told. */
        @ParameterizedTest(name = "{0}")
        @ValueSource(booleans = {false, true})
        void aTransactionThatWroteToItBeforeIsWaitedFor(boolean isReopened) throws SQLException {
            Started run = follow();
            if (isReopened) {
                run.stop();
            }
            comes();
            try (LogLines lines = LogLines.ofNode();
                    Connection open = from.database().connect();
                    Statement statement = open.createStatement()) {
                open.setAutoCommit(false);
                statement.execute("insert into shop.later values (2, 'held')");
                from.run("alter publication members_users add table shop.later");
                if (isReopened) {
                    run = runs.start(Start.RESUME);
                }
                lines.has("shop.later came", "it is taken when they are over");
                from.run("insert into shop.others values (1, 'a')");
                arrives("others", "1|a");
                open.commit();
            }

            arrives("later", "1|first", "2|held");
            from.run("insert into shop.later values (3, 'after')");
            arrives("later", "1|first", "2|held", "3|after");
            run.stop();
        }

        @Test
        void soItIsForDebeziumWhichTakesItWithTheNextRun() throws SQLException {
            read(new PostgresConnector(ChangeCapture.DEBEZIUM));
            follow().stop();
            comes();

            Started again = runs.start(Start.RESUME);
            from.run("insert into shop.others values (1, 'a')");
            arrives("others", "1|a");
            again.stop();

            from.run("alter publication members_users add table shop.later");
            Started last = runs.start(Start.RESUME);
            arrives("later", "1|first");
            last.stop();
        }

        @Test
        void aTransactionThatWroteToItBeforeHoldsUpDebezium() throws SQLException {
            read(new PostgresConnector(ChangeCapture.DEBEZIUM));
            follow().stop();
            comes();
            Started again;
            try (Connection open = from.database().connect();
                    Statement statement = open.createStatement()) {
                open.setAutoCommit(false);
                statement.execute("insert into shop.later values (2, 'held')");
                from.run("alter publication members_users add table shop.later");

                again = runs.start(Start.RESUME);

                String message = again.expect(RunReport.Retrying.class).message();
                assertTrue(message.contains("shop.later"), message);
                assertTrue(message.contains("open for a while"), message);
                open.commit();
            }
            arrives("later", "1|first", "2|held");
            again.stop();
        }

        private void comes() throws SQLException {
            from.run(
                    "create table shop.later (id int primary key, s varchar(20))",
                    "insert into shop.later values (1, 'first')");
        }
    }

    /** Publications of the task's own, which has only tables of their owner. */
    @Test
    void aTableOfAnotherOwnerThatComesHoldsUpNoReopening() throws SQLException {
        from.run(
                "do $$ begin if not exists (select from pg_roles where rolname = 'keeper') then"
                        + " create role keeper login replication password 'keeper'; end if; end $$",
                "grant create on database " + from.database().endpoint().databaseName() + " to keeper",
                "grant usage on schema shop to keeper",
                "alter table shop.orders owner to keeper",
                "alter table shop.others owner to keeper");
        runs.between(new RunPlan.Side(from.connector(), ofKeeper()), to.side());
        follow().stop();
        from.run("create table shop.later (id int primary key)", "insert into shop.later values (1)");

        Started again = runs.start(Start.RESUME);
        from.run("insert into shop.others values (1, 'a')");
        arrives("others", "1|a");

        from.run("alter table shop.later owner to keeper");
        arrives("later", "1");
        assertEquals(StopReason.NORMAL, again.stop());
    }

    private EndpointSettings ofKeeper() {
        EndpointSettings e = from.database().endpoint();
        return new EndpointSettings(
                e.endpointArn(),
                e.engineName(),
                e.serverName(),
                e.port(),
                "keeper",
                "keeper",
                e.databaseName(),
                e.sslMode(),
                e.certificatePem(),
                Map.of("captureddls", "false"));
    }

    private Started follow() throws SQLException {
        Started run = runs.start(Start.FRESH);
        run.expect(RunReport.LoadFinished.class);
        from.run("insert into shop.orders values (2, 'two')");
        arrives("orders", "1|one", "2|two");
        return run;
    }

    private void arrives(String table, String... rows) {
        String all = "select * from shop." + table + " order by 1";
        eventually(() -> "the target has " + to.seen(all), () -> to.seen(all).equals(List.of(rows)));
    }
}
