package io.dmslocal.engine.connector.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dmslocal.engine.Eventually;
import io.dmslocal.engine.connector.spi.ChangeReader;
import io.dmslocal.engine.connector.spi.Source.CaptureRequest;
import io.dmslocal.engine.record.Change;
import io.dmslocal.engine.record.Change.TableEvent;
import io.dmslocal.engine.record.Change.Transaction;
import io.dmslocal.engine.record.Column;
import io.dmslocal.engine.record.Position;
import io.dmslocal.engine.record.TableId;
import io.dmslocal.engine.settings.EndpointSettings;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** DDL as the event trigger writes it into the log. */
class PostgresDdlTest extends CaptureFixture {

    @BeforeEach
    void table() throws SQLException {
        DATABASE.run("create table c.t (id int primary key, a text, b int)");
    }

    @Test
    void statementsAreToldBetweenTheRowsWhereTheyStood() throws SQLException {
        Position position = begin("t");
        DATABASE.run("begin; insert into c.t values (1, 'x', 1); alter table c.t add column d bigint;"
                + " insert into c.t values (2, 'y', 2, 3); commit");
        DATABASE.run("alter table c.t alter column b type numeric(8,2)", "alter table c.t drop column a");

        List<String> told = told(position, 6);

        assertEquals(
                List.of(
                        "row id,a,b",
                        "altered id,a,b,d {}",
                        "row id,a,b,d",
                        "commit",
                        "altered id,a,b,d {}",
                        "commit",
                        "altered id,b,d {}",
                        "commit"),
                told.subList(0, 8));
    }

    @Test
    void everyChangeHasAPlaceOfItsOwn() throws SQLException {
        Position position = begin("t");
        DATABASE.run("begin; insert into c.t values (1, 'x', 1); alter table c.t add column d bigint; commit");

        List<Change> changes = changes(position, 3);

        assertTrue(changes.get(0).position().compareTo(changes.get(1).position()) < 0, () -> "" + changes);
        assertTrue(changes.get(1).position().compareTo(changes.get(2).position()) < 0, () -> "" + changes);
    }

    @Test
    void aRenamedColumnIsToldFromOneThatWentAndOneThatCame() throws SQLException {
        Position position = begin("t");
        DATABASE.run(
                "alter table c.t rename column b to z",
                "alter table c.t drop column z, add column y int, drop column a");

        List<String> told = told(position, 4);

        assertEquals(List.of("altered id,a,z {z=b}", "commit", "altered id,y {}", "commit"), told.subList(0, 4));
    }

    @Test
    void tablesThatGoAreToldByTheLog() throws SQLException {
        DATABASE.run("create table c.u (id int primary key)", "create table c.v (id int primary key)");
        DATABASE.run("drop schema if exists c_gone cascade", "create schema c_gone");
        Position position = begin("t", "u", "v");
        List<Change> changes;
        try (ChangeReader reader = source.changes(request, position)) {
            DATABASE.run(
                    "insert into c.t values (1, 'x', 1)",
                    "alter table c.t rename to other",
                    "insert into c.u values (1)",
                    "drop table c.u",
                    "alter table c.v set schema c_gone");

            changes = changes(reader, 10);
        }

        assertEquals(
                List.of(
                        "row id,a,b",
                        "commit",
                        "renamed c.t to c.other",
                        "commit",
                        "row id",
                        "commit",
                        "dropped c.u",
                        "commit",
                        "renamed c.v to c_gone.v",
                        "commit"),
                changes.stream().map(PostgresDdlTest::words).toList().subList(0, 10));
        assertTrue(
                changes.stream()
                        .filter(Change.Ddl.class::isInstance)
                        .noneMatch(change -> change.transaction().equals(Transaction.NONE)),
                "told by the log, not by a look at the catalogue");
    }

    @Test
    void whatWasToldIsToldAgainToWhoReadsFromBefore() throws SQLException {
        Position position = begin("t");
        DATABASE.run("alter table c.t rename column a to z", "insert into c.t values (1, 'x', 1)");

        List<String> told = told(position, 4);

        assertEquals(List.of("altered id,z,b {z=a}", "commit", "row id,z,b", "commit"), told);
        assertEquals(told, told(position, 4));
    }

    @Test
    void soItIsWithoutATrigger() throws SQLException {
        withoutTrigger(Map.of("captureddls", "false"));
        Position position = begin("t");
        DATABASE.run("alter table c.t alter column b type bigint", "insert into c.t values (1, 'x', 1)");

        List<String> told = told(position, 3);

        assertEquals(List.of("altered id,a,b {}", "row id,a,b", "commit"), told);
        assertEquals(told, told(position, 3));
    }

    @Test
    void aStatementIsToldInItsWords() throws SQLException {
        Position position = begin("t");
        DATABASE.run("alter table c.t add column d bigint default 7");

        Change.Ddl ddl = (Change.Ddl) changes(position, 2).get(0);

        assertEquals("alter table c.t add column d bigint default 7", ddl.ddl());
    }

    @Test
    void whatTouchesNoColumnIsNotTold() throws SQLException {
        Position position = begin("t");
        DATABASE.run(
                "alter table c.t alter column a set default 'q'",
                "create index on c.t (a)",
                "create view c.w as select * from c.t",
                "drop view c.w",
                "create temp table t (id int)",
                "alter table c.t add constraint positive check (b > 0)",
                "insert into c.t values (1, 'x', 1)");

        assertEquals("row id,a,b", told(position, 2).get(0));
    }

    @Test
    void partitionsFollowTheirParent() throws SQLException {
        DATABASE.run(
                "create table c.p (id int primary key, a text) partition by range (id)",
                "create table c.p1 partition of c.p for values from (0) to (100)");
        Position position = begin("p1");
        DATABASE.run("alter table c.p add column d int", "insert into c.p values (1, 'x', 2)");

        assertEquals(
                List.of("altered id,a,d {}", "commit", "row id,a,d"),
                told(position, 4).subList(0, 3));
    }

    @Test
    void dropsThatTakeColumnsWithThemAreTold() throws SQLException {
        DATABASE.run("create type c.mood as enum ('sad', 'ok')", "alter table c.t add column m c.mood");
        Position position = begin("t");
        DATABASE.run("drop type c.mood cascade");

        assertEquals("altered id,a,b {}", told(position, 2).get(0));
    }

    @Test
    void theTableThatTellsIsEmptyAndNoTableOfTheTasks() throws SQLException {
        begin("t");
        DATABASE.run("alter table c.t add column d int");

        assertEquals("0", one("select count(*) from public.awsdms_ddl_audit"));
        assertTrue(source.tables().stream()
                .noneMatch(listed -> listed.table().name().startsWith("awsdms")));
    }

    @Test
    void aStatementSucceedsWithoutTheTableThatTells() throws SQLException {
        begin("t");
        DATABASE.run("drop table public.awsdms_ddl_audit", "alter table c.t add column d int");

        assertEquals(
                "4",
                one("select count(*) from information_schema.columns where table_schema = 'c'"
                        + " and table_name = 't'"));
    }

    @Test
    void withoutCaptureDdlsNothingIsMade() throws SQLException {
        source.close();
        try (Connection connection = DATABASE.connect()) {
            connection.createStatement().execute("drop event trigger if exists awsdms_intercept_ddl");
        }
        source = new PostgresConnector().source(with(Map.of("captureddls", "false")));
        Position position = begin("t");
        DATABASE.run("alter table c.t add column d int", "insert into c.t values (1, 'x', 1, 2)");

        assertEquals(
                List.of("altered id,a,b,d {}", "row id,a,b,d"),
                told(position, 3).subList(0, 2));
        assertEquals("0", one("select count(*) from pg_event_trigger where evtname = 'awsdms_intercept_ddl'"));
    }

    @Test
    void withoutItColumnsAreToldApartByTheirNumbersWhateverTheirNames() throws SQLException {
        withoutTrigger(Map.of("captureddls", "false"));
        Position position = begin("t");
        DATABASE.run(
                "insert into c.t values (1, 'x', 1)",
                "alter table c.t rename column a to aside",
                "alter table c.t rename column b to a",
                "alter table c.t rename column aside to b",
                "insert into c.t (id, a, b) values (2, 2, 'y')");

        assertEquals(
                List.of("row id,a,b", "commit", "altered id,b,a {a=b, b=a}", "row id,b,a"),
                told(position, 4).subList(0, 4));
    }

    @Test
    void aColumnThatIsMadeAnewIsToldThoughItLooksAsBefore() throws SQLException {
        Position position = begin("t");
        DATABASE.run("alter table c.t drop column b, add column b int", "insert into c.t values (1, 'x', 1)");

        assertEquals(
                List.of("altered id,a,b {b=}", "commit", "row id,a,b"),
                told(position, 4).subList(0, 3));
    }

    @Test
    void soItIsWithoutTheTrigger() throws SQLException {
        withoutTrigger(Map.of("captureddls", "false"));
        Position position = begin("t");
        try (ChangeReader reader = source.changes(request, position)) {
            DATABASE.run("insert into c.t values (1, 'x', 1)");
            changes(reader, 2);
            DATABASE.run("alter table c.t drop column b, add column b int", "insert into c.t values (2, 'x', 1)");

            assertEquals(
                    List.of("altered id,a,b {b=}", "row id,a,b"),
                    changes(reader, 3).stream()
                            .map(PostgresDdlTest::words)
                            .toList()
                            .subList(0, 2));
        }
    }

    @Test
    void aColumnThatAUsersPublicationDoesNotNameIsNoAlterationAndOneThatIsDroppedIs() throws SQLException {
        DATABASE.run("select pg_create_logical_replication_slot('named', 'pgoutput')");
        try {
            DATABASE.run("create table c.u (id int primary key, a text, b int)");
            DATABASE.run("create publication named for table c.t (id, a), table c.u");
            withoutTrigger(Map.of("captureddls", "false", "slotname", "named", "publicationname", "named"));
            for (String table : List.of("t", "u")) {
                source.schema(new TableId("c", table));
            }
            request = new CaptureRequest(
                    "capture_test",
                    Set.of(new TableId("c", "t"), new TableId("c", "u")),
                    memory,
                    (table, column) -> false,
                    later -> false,
                    Duration.ZERO,
                    (table, column) -> !table.name().equals("t") || !column.equals("b"));
            Position position = source.startCapture(request);
            DATABASE.run(
                    "insert into c.t values (1, 'x', 1)",
                    "alter table c.u drop column b",
                    "insert into c.u values (1, 'x')");

            assertEquals(
                    List.of("row id,a", "commit", "altered id,a {}", "row id,a"),
                    told(position, 4).subList(0, 4));
        } finally {
            source.close();
            DATABASE.run("drop publication if exists named", "select pg_drop_replication_slot('named')");
        }
    }

    private void withoutTrigger(Map<String, String> attributes) throws SQLException {
        source.close();
        DATABASE.run(
                "drop event trigger if exists awsdms_intercept_ddl",
                "drop event trigger if exists awsdms_intercept_drop");
        source = new PostgresConnector().source(with(attributes));
    }

    @Test
    void aSchemaOfItsOwnIsMade() throws SQLException {
        DATABASE.run(
                "drop event trigger if exists awsdms_intercept_ddl",
                "drop event trigger if exists awsdms_intercept_drop",
                "drop schema if exists apart cascade");
        source.close();
        source = new PostgresConnector().source(with(Map.of("ddlartifactsschema", "apart")));
        Position position = begin("t");
        DATABASE.run("alter table c.t add column d int");

        assertEquals("altered id,a,b,d {}", told(position, 2).get(0));
        assertEquals("0", one("select count(*) from apart.awsdms_ddl_audit"));
        DATABASE.run("drop event trigger awsdms_intercept_ddl", "drop event trigger awsdms_intercept_drop");
    }

    @Test
    void aRoleThatMayNotMakeTriggersCapturesWithoutThem() throws SQLException {
        DATABASE.run(
                "drop event trigger if exists awsdms_intercept_ddl",
                "drop event trigger if exists awsdms_intercept_drop",
                "do $$ begin if not exists (select from pg_roles where rolname = 'plain') then"
                        + " create role plain login replication password 'plain'; end if; end $$",
                "grant create on database " + DATABASE.endpoint().databaseName() + " to plain",
                "grant usage, create on schema c to plain",
                "alter table c.t owner to plain");
        source.close();
        source = new PostgresConnector().source(as("plain"));
        Position position = begin("t");
        DATABASE.run("alter table c.t add column d int", "insert into c.t values (1, 'x', 1, 2)");

        assertEquals(
                List.of("altered id,a,b,d {}", "row id,a,b,d"),
                told(position, 3).subList(0, 2));
        assertFalse("1".equals(one("select 1 from pg_event_trigger where evtname = 'awsdms_intercept_ddl'")));
    }

    /** As a run does: the definitions are asked for before changes are. */
    private Position begin(String... tables) {
        for (String table : tables) {
            source.schema(new TableId("c", table));
        }
        return start(tables);
    }

    private static EndpointSettings as(String user) {
        EndpointSettings e = DATABASE.endpoint();
        return new EndpointSettings(
                e.endpointArn(),
                e.engineName(),
                e.serverName(),
                e.port(),
                user,
                user,
                e.databaseName(),
                e.sslMode(),
                e.certificatePem(),
                e.attributes());
    }

    private List<String> told(Position position, int atLeast) {
        return changes(position, atLeast).stream().map(PostgresDdlTest::words).toList();
    }

    private List<Change> changes(Position position, int atLeast) {
        try (ChangeReader reader = source.changes(request, position)) {
            return changes(reader, atLeast);
        }
    }

    private static List<Change> changes(ChangeReader reader, int atLeast) {
        List<Change> all = new ArrayList<>();
        Eventually.eventually(() -> atLeast + " changes, seen " + all, () -> {
            reader.next(Duration.ofMillis(100)).stream()
                    .filter(change -> !(change instanceof Change.Progress))
                    .forEach(all::add);
            return all.size() >= atLeast;
        });
        return all;
    }

    private static String words(Change change) {
        if (change instanceof Change.RowChange row) {
            return "row " + names(row.schema().columns());
        }
        if (change instanceof Change.Ddl ddl) {
            TableId table = ddl.table();
            if (ddl.event() instanceof TableEvent.Altered) {
                Optional<Map<String, String>> renamed = ddl.renamed();
                return "altered " + names(ddl.definition().orElseThrow().columns()) + " "
                        + renamed.map(Map::toString).orElse("?");
            }
            return ddl.event() instanceof TableEvent.Renamed to
                    ? "renamed " + table + " to " + to.to()
                    : "dropped " + table;
        }
        return change.getClass().getSimpleName().toLowerCase(java.util.Locale.ROOT);
    }

    private static String names(List<Column> columns) {
        return columns.stream().map(Column::name).collect(Collectors.joining(","));
    }
}
