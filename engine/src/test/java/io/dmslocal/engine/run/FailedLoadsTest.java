package io.dmslocal.engine.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dmslocal.engine.connector.postgres.PostgresConnector;
import io.dmslocal.engine.connector.postgres.PostgresServer;
import io.dmslocal.engine.connector.spi.ContractDatabase;
import io.dmslocal.engine.record.TableId;
import io.dmslocal.engine.run.RunPlan.MigrationType;
import io.dmslocal.engine.run.RunPlan.Start;
import io.dmslocal.engine.run.checkpoint.SavedRun;
import io.dmslocal.engine.run.reason.Reasons;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is told of rows that a load from PostgreSQL to PostgreSQL leaves out: values travel in the databases' own form. */
class FailedLoadsTest {

    private static final ContractDatabase FROM = PostgresServer.shared().database("failed_from");
    private static final ContractDatabase TO = PostgresServer.shared().database("failed_to");
    private static final TableId ORDERS = new TableId("shop", "orders");

    @TempDir
    Path spill;

    private Runs runs;

    @BeforeEach
    void tables() throws SQLException {
        runs = new Runs(spill)
                .type(MigrationType.FULL_LOAD)
                .between(
                        new RunPlan.Side(new PostgresConnector(), FROM.endpoint()),
                        new RunPlan.Side(new PostgresConnector(), TO.endpoint()));
        FROM.createSchema("shop");
        TO.createSchema("shop");
        FROM.run(
                "create table shop.orders (id int, at timestamp, n int, primary key (id, at))",
                "insert into shop.orders select i, '2024-02-03 04:05:06'::timestamp, i from generate_series(1, 1000) i");
    }

    @AfterEach
    void close() {
        runs.close();
    }

    @Test
    void aRowThatARuleRefusesIsNamedByTheValuesOfItsKey() {
        runs.mappings("""
                        {"rules":[
                          {"rule-type":"selection","rule-id":"1","rule-name":"1","rule-action":"include",
                           "object-locator":{"schema-name":"shop","table-name":"%"}},
                          {"rule-type":"transformation","rule-id":"2","rule-name":"2","rule-target":"column",
                           "object-locator":{"schema-name":"shop","table-name":"orders","column-name":"n"},
                           "rule-action":"data-masking-hash-mask"}]}
                        """).start(Start.FRESH).expect(RunReport.Failed.class);

        List<String> keys = SavedRun.reasons(runs.checkpoints, Runs.TASK).failures().stream()
                .flatMap(group -> group.examples().stream())
                .map(Reasons.Example::key)
                .toList();
        assertTrue(keys.contains("id = 1, at = 2024-02-03T04:05:06"), keys::toString);
    }

    @Test
    void aRowThatTheTargetRefusesIsToldAsAStatementThatCanBeMendedAndRun() throws SQLException {
        String types =
                "id uuid primary key, n numeric(10,2), big numeric, b boolean, d double precision, r real, m money,"
                        + " day date, t time, at timestamptz, i interval, j jsonb, s text, e inet, x bytea, o int default null";
        FROM.run(
                "create table shop.many (" + types + ")",
                "insert into shop.many values ('00000000-0000-0000-0000-00000000000a', 12.50, -0.001, true, 1.5, 2.5, '3.25',"
                        + " '2024-02-03', '04:05:06', '2024-02-03 04:05:06+00', '1 day', '{\"a\": 1}', 'it''s', '10.0.0.1',"
                        + " '\\x00ff', null)");
        TO.run("create table shop.many (" + types + ", check (s = ''))");

        runs.settings("{\"FullLoadSettings\": {\"TargetTablePrepMode\": \"DO_NOTHING\"}}")
                .start(Start.FRESH)
                .expect(RunReport.Stopped.class);

        Reasons.Example refused = SavedRun.reasons(runs.checkpoints, Runs.TASK).failures().stream()
                .filter(group -> group.table().equals("shop.many"))
                .findFirst()
                .orElseThrow()
                .examples()
                .get(0);
        assertEquals("id = 00000000-0000-0000-0000-00000000000a", refused.key());
        TO.run("alter table shop.many drop constraint many_s_check", refused.statement());
        assertEquals(
                "12.50|-0.001|t|1.5|2.5|$3.25|2024-02-03|04:05:06|2024-02-03 04:05:06|1 day|{\"a\": 1}|it's|10.0.0.1|00ff|null",
                first("select concat_ws('|', n, big, b, d, r, m, day, t, at at time zone 'UTC', i, j, s, host(e),"
                        + " encode(x, 'hex'), coalesce(o::text, 'null')) from shop.many"));
    }

    @Test
    void rowsThatWereCommittedBeforeItFailedAreCounted() throws SQLException {
        TO.run("create table shop.orders (id int, at timestamp, n int check (n <> 550), primary key (id, at))");

        runs.settings("""
                        {"FullLoadSettings": {"TargetTablePrepMode": "DO_NOTHING", "CommitRate": 100},
                         "ErrorBehavior": {"DataErrorPolicy": "STOP_TASK"}}
                        """).start(Start.FRESH).expect(RunReport.Failed.class);

        String there = first("select count(*) from shop.orders");
        assertFalse(there.equals("0"), "nothing was committed: this test shows nothing");
        assertEquals(
                Long.parseLong(there), Runs.of(runs.saved(), ORDERS).loaded().rows());
    }

    private static String first(String query) throws SQLException {
        try (Connection connection = TO.connect();
                ResultSet found = connection.createStatement().executeQuery(query)) {
            found.next();
            return found.getString(1);
        }
    }
}
