package io.dmslocal.engine.run;

import static io.dmslocal.engine.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dmslocal.engine.connector.postgres.PostgresConnector;
import io.dmslocal.engine.connector.postgres.PostgresServer;
import io.dmslocal.engine.connector.spi.ChangeCapture;
import io.dmslocal.engine.connector.spi.Connector;
import io.dmslocal.engine.connector.spi.ContractDatabase;
import io.dmslocal.engine.connector.spi.Source;
import io.dmslocal.engine.record.TableId;
import io.dmslocal.engine.run.RunPlan.Start;
import io.dmslocal.engine.run.Runs.Started;
import io.dmslocal.engine.run.reason.Reasons;
import io.dmslocal.engine.settings.EndpointSettings;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Partitioned tables of PostgreSQL: load and changes as one table, or partition by partition. */
@Timeout(90)
class PartitionedTablesRunTest {

    private static final int ROWS = 300;
    private static final TableId SALES = new TableId("parted", "sales");

    @TempDir
    Path spill;

    private ContractDatabase from;
    private ContractDatabase to;

    @BeforeEach
    void prepare() throws SQLException {
        from = PostgresServer.shared().database("parted_from");
        to = PostgresServer.shared().database("parted_to");
        from.createSchema("parted");
        to.createSchema("parted");
        from.run(
                "create table parted.sales (id int, region text, note text, primary key (id, region))"
                        + " partition by list (region)",
                "create table parted.sales_north partition of parted.sales for values in ('north')",
                // its columns in another order
                "create table parted.sales_south (note text, region text not null, gone int, id int not null)",
                "alter table parted.sales_south drop column gone",
                "alter table parted.sales attach partition parted.sales_south for values in ('south')",
                "create table parted.sales_other partition of parted.sales default partition by range (id)",
                "create table parted.sales_other_low partition of parted.sales_other for values from (0) to (1000)",
                "create table parted.sales_other_rest partition of parted.sales_other default",
                "insert into parted.sales select i, (array['north','south','east'])[i % 3 + 1], 'row ' || i from"
                        + " generate_series(1, " + ROWS + ") i");
    }

    @Test
    void asOneTableItIsLoadedPartitionByPartitionAndFollowed() throws SQLException {
        try (Runs runs = runs("sales", "\"parallel-load\":{\"type\":\"partitions-auto\"}")) {
            Started run = runs.start(Start.FRESH);
            run.expect(RunReport.LoadFinished.class);
            equal();
            assertEquals(ROWS, run.statistics(SALES).loaded().rows());

            from.run(
                    "insert into parted.sales values (1001, 'north', 'a'), (1002, 'south', 'b'), (1003, 'west', 'c')",
                    "update parted.sales set note = 'updated' where id in (1, 2, 3)",
                    "update parted.sales set region = 'south' where id = 1001", // into another partition
                    "delete from parted.sales where id in (4, 5, 6)",
                    "create table parted.sales_west partition of parted.sales for values in ('up')",
                    "insert into parted.sales values (1004, 'up', 'in a new partition')",
                    "update parted.sales set note = 'changed there' where id = 1004");
            equal();
            assertEquals(List.of("sales"), tables());
            assertEquals(1, run.statistics().tables().size());

            from.run("alter table parted.sales add column more int default 7", "truncate parted.sales");
            from.run("insert into parted.sales values (2000, 'north', 'after', 8)");
            equal();
            assertEquals(StopReason.NORMAL, run.stop());

            from.run("insert into parted.sales values (2001, 'south', 'meanwhile', 9)");
            Started again = runs.start(Start.RESUME);
            equal();
            assertEquals(StopReason.NORMAL, again.stop());
        }
    }

    @Test
    void aPartitionThatIsEmptiedByItselfIsNamedBecauseTheTargetKeepsItsRows() throws SQLException {
        try (Runs runs = runs("sales", "")) {
            Started run = runs.start(Start.FRESH);
            run.expect(RunReport.LoadFinished.class);
            from.run("truncate parted.sales_north");
            eventually(() -> "said: " + untold(run), () -> untold(run).equals(List.of("parted.sales_north")));
            assertTrue(run.view
                    .reasons()
                    .failures()
                    .get(0)
                    .examples()
                    .get(0)
                    .message()
                    .contains("TRUNCATE"));

            from.run("truncate parted.sales", "insert into parted.sales values (2000, 'north', 'after')");
            equal(); // of all partitions at once the log tells
            eventually(() -> "said: " + untold(run), () -> {
                from.run("truncate parted.sales_south"); // until it is seen by itself
                return untold(run).equals(List.of("parted.sales_north", "parted.sales_south"));
            });
            assertEquals(StopReason.NORMAL, run.stop());
        }
    }

    private static List<String> untold(Started run) {
        return run.view.reasons().failures().stream()
                .map(Reasons.Group::table)
                .sorted()
                .toList();
    }

    @Test
    void aPartitionThatComesBeforeTheSnapshotIsLoadedToo() throws SQLException {
        BeforeSnapshot connector = new BeforeSnapshot(() -> from.run(
                "create table parted.sales_up partition of parted.sales for values in ('up')",
                "insert into parted.sales values (1004, 'up', 'in a new partition')"));
        try (Runs runs = runs(connector.watched(), "sales", "\"parallel-load\":{\"type\":\"partitions-auto\"}")) {
            Started run = runs.start(Start.FRESH);
            run.expect(RunReport.LoadFinished.class);
            equal();
            assertEquals(ROWS + 1, run.statistics(SALES).loaded().rows());
            assertEquals(StopReason.NORMAL, run.stop());
        }
    }

    @Test
    void listedPartitionsAreLoadedAndNoOthers() throws SQLException {
        try (Runs runs = runs(
                "sales",
                "\"parallel-load\":{\"type\":\"partitions-list\",\"partitions\":[\"sales_south\",\"sales_other_low\"]}")) {
            Started run = runs.start(Start.FRESH);
            run.expect(RunReport.LoadFinished.class);
            assertEquals(
                    from.rows("select id || region from parted.sales where region <> 'north' order by 1"),
                    to.rows("select id || region from parted.sales order by 1"));
            assertEquals(StopReason.NORMAL, run.stop());
        }
    }

    @Test
    void aPartitionThatIsNotThereIsNamed() {
        try (Runs runs =
                runs("sales", "\"parallel-load\":{\"type\":\"partitions-list\",\"partitions\":[\"sales_nowhere\"]}")) {
            RunReport.Failed failed = runs.start(Start.FRESH).expect(RunReport.Failed.class);
            assertTrue(
                    failed.message()
                            .contains("has no partition sales_nowhere; it has sales_north, sales_other_low,"
                                    + " sales_other_rest, sales_south."),
                    failed.message());
        }
    }

    @Test
    void debeziumFollowsItAsOneTableToo() throws SQLException {
        try (Runs runs = runs(new PostgresConnector(ChangeCapture.DEBEZIUM), "sales", "")) {
            Started run = runs.start(Start.FRESH);
            run.expect(RunReport.LoadFinished.class);
            from.run(
                    "insert into parted.sales values (1001, 'north', 'a'), (1002, 'south', 'b')",
                    "update parted.sales set region = 'south' where id = 1001",
                    "delete from parted.sales where id in (4, 5, 6)");
            equal();
            assertEquals(List.of("sales"), tables());
            assertEquals(StopReason.NORMAL, run.stop());
        }
    }

    @Test
    void aPublicationThatTellsPartitionsIsRefused() throws SQLException {
        from.run("drop publication if exists parted_users", "create publication parted_users for table parted.sales");
        EndpointSettings with = from.endpoint(Map.of("publicationname", "parted_users", "captureddls", "false"));
        PostgresConnector connector = new PostgresConnector();
        try (Runs runs = runs(connector, "sales", "")
                .between(new RunPlan.Side(connector, with), new RunPlan.Side(connector, to.endpoint()))) {
            RunReport.Failed failed = runs.start(Start.FRESH).expect(RunReport.Failed.class);
            assertTrue(failed.message().contains("SET (publish_via_partition_root = true)"), failed.message());
        }
    }

    @Test
    void byWildcardsEachPartitionIsATableAndNoRowIsTwice() throws SQLException {
        try (Runs runs = runs("%", "")) {
            Started run = runs.start(Start.FRESH);
            run.expect(RunReport.LoadFinished.class);
            from.run(
                    "insert into parted.sales values (1001, 'north', 'a')",
                    "update parted.sales set region = 'south' where id = 1001",
                    "create table parted.sales_up partition of parted.sales for values in ('up')",
                    "insert into parted.sales values (1004, 'up', 'in a new partition')");
            eventually("the new partition's row", () -> tables().contains("sales_up"));
            for (String part : List.of("north", "south", "other_low", "up")) {
                String all = "select id || region || note from parted.sales_" + part + " order by id";
                eventually(
                        () -> part + ": " + to.seen(all), () -> from.rows(all).equals(to.rows(all)));
            }
            assertEquals(
                    List.of("sales_north", "sales_other_low", "sales_other_rest", "sales_south", "sales_up"), tables());
            assertEquals(StopReason.NORMAL, run.stop());
        }
    }

    @Test
    void partitionsStayTablesWhenOneComesThatNoRuleTakes() throws SQLException {
        try (Runs runs = runs("sales%", "")) {
            Started run = runs.start(Start.FRESH);
            run.expect(RunReport.LoadFinished.class);
            assertEquals(StopReason.NORMAL, run.stop());

            from.run(
                    "create table parted.up partition of parted.sales for values in ('up')",
                    "insert into parted.sales values (1001, 'north', 'a'), (1002, 'up', 'b')");
            Started again = runs.start(Start.RESUME);
            String north = "select id || note from parted.sales_north order by id";
            eventually(
                    () -> again.statistics() + ": " + to.seen(north),
                    () -> from.rows(north).equals(to.rows(north)));
            assertEquals(List.of("sales_north", "sales_other_low", "sales_other_rest", "sales_south"), tables());
            assertEquals(StopReason.NORMAL, again.stop());
        }
    }

    private Runs runs(String table, String tableSettings) {
        return runs(new PostgresConnector(), table, tableSettings);
    }

    private Runs runs(Connector connector, String table, String tableSettings) {
        String settings = tableSettings.isEmpty()
                ? ""
                : ",{\"rule-type\":\"table-settings\",\"rule-id\":\"2\",\"rule-name\":\"2\",\"object-locator\":"
                        + "{\"schema-name\":\"parted\",\"table-name\":\"sales\"}," + tableSettings + "}";
        return new Runs(spill)
                .between(new RunPlan.Side(connector, from.endpoint()), new RunPlan.Side(connector, to.endpoint()))
                .mappings("{\"rules\":[{\"rule-type\":\"selection\",\"rule-id\":\"1\",\"rule-name\":\"1\","
                        + "\"rule-action\":\"include\",\"object-locator\":{\"schema-name\":\"parted\",\"table-name\":\""
                        + table + "\"}}" + settings + "]}");
    }

    private void equal() {
        String all = "select to_jsonb(s)::text from parted.sales s order by id, region";
        eventually(
                () -> from.seen(all).size() + " rows and " + to.seen(all).size() + ": " + to.seen(all),
                () -> from.rows(all).equals(to.rows(all)));
    }

    private List<String> tables() {
        return to.seen("select table_name from information_schema.tables where table_schema = 'parted' order by 1");
    }

    /** PostgreSQL, on which something happens right before the first snapshot of a table that loads in parts. */
    private record BeforeSnapshot(Event event, AtomicBoolean happened) {

        interface Event {
            void happen() throws SQLException;
        }

        BeforeSnapshot(Event event) {
            this(event, new AtomicBoolean());
        }

        Connector watched() {
            return watched(Connector.class, new PostgresConnector());
        }

        private <T> T watched(Class<T> type, T real) {
            return type.cast(Proxy.newProxyInstance(
                    type.getClassLoader(), new Class<?>[] {type}, (self, method, given) -> {
                        if (method.getName().equals("snapshot") && happened.compareAndSet(false, true)) {
                            event.happen();
                        }
                        try {
                            Object result = method.invoke(real, given);
                            return result instanceof Source source ? watched(Source.class, source) : result;
                        } catch (InvocationTargetException failed) {
                            throw failed.getCause();
                        }
                    }));
        }
    }
}
