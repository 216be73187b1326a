package io.dmslocal.engine.run;

import static io.dmslocal.engine.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.dmslocal.engine.connector.mysql.MariaDbServer;
import io.dmslocal.engine.connector.mysql.MySqlConnector;
import io.dmslocal.engine.connector.mysql.MySqlServer;
import io.dmslocal.engine.connector.mysql.ServerDatabase;
import io.dmslocal.engine.connector.postgres.PostgresConnector;
import io.dmslocal.engine.connector.postgres.PostgresServer;
import io.dmslocal.engine.connector.spi.ContractDatabase;
import io.dmslocal.engine.run.RunPlan.Start;
import io.dmslocal.engine.run.Runs.Started;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Within a family of databases, with rules that look at columns without changing their type: the target's columns are declared as the source's. */
class KeptTypesTest {

    private static final String RULES = """
            {"rules":[
              {"rule-type":"selection","rule-id":"1","rule-name":"1","rule-action":"include",
               "object-locator":{"schema-name":"kept","table-name":"things"},
               "filters":[{"filter-type":"source","column-name":"at","filter-conditions":[
                 {"filter-operator":"gte","value":"2020-01-01"}]}]},
              {"rule-type":"transformation","rule-id":"2","rule-name":"2","rule-target":"column",
               "object-locator":{"schema-name":"kept","table-name":"things"},"rule-action":"add-column","value":"label",
               "expression":"$id || '/' || $n","data-type":{"type":"string","length":80}},
              {"rule-type":"transformation","rule-id":"4","rule-name":"4","rule-target":"column",
               "object-locator":{"schema-name":"kept","table-name":"things"},"rule-action":"add-column","value":"seen",
               "expression":"coalesce($mood, $ok, $span, $ip, $spot, $bits, $list, $pad, $way) IS NULL","data-type":{"type":"int4"}},
              {"rule-type":"transformation","rule-id":"3","rule-name":"3","rule-target":"table",
               "object-locator":{"schema-name":"kept","table-name":"things"},"rule-action":"define-primary-key",
               "primary-key-def":{"name":"things_by_id","origin":"unique-index","columns":["id"]}}]}
            """;

    /** Values of types that travel as text. */
    private static final String ODD =
            "'sad', true, '-1 year 3 days -00:00:01.5', '10.0.0.1/8', '(1.5,-2)', B'101', '{1,null,3}',"
                    + " 'ab', '[(0,0),(1,1)]', 'as it is'";

    @TempDir
    Path spill;

    @Test
    void columnsThatAreOnlyLookedAtKeepTheirTypes() throws SQLException {
        ContractDatabase from = PostgresServer.shared().database("kept_from");
        ContractDatabase to = PostgresServer.shared().database("kept_to");
        from.createSchema("kept");
        from.run(
                "drop type if exists public.mood cascade",
                "create type public.mood as enum ('sad', 'ok')",
                "create table kept.things (id uuid primary key, n numeric, at timestamptz, j jsonb, mood public.mood, ok boolean,"
                        + " span interval, ip inet, spot point, bits bit(3), list int[], pad char(5), way path, note text)",
                "insert into kept.things values"
                        + " ('00000000-0000-0000-0000-000000000001', 123456789012345678901234567890.0123456789, '2021-05-06 07:08:09+00', '{\"a\": 1}', "
                        + ODD
                        + ")",
                "insert into kept.things values ('00000000-0000-0000-0000-000000000002', 2, '2019-05-06 07:08:09+00', null)");
        to.run("drop type if exists public.mood cascade", "create type public.mood as enum ('sad', 'ok')");
        PostgresConnector connector = new PostgresConnector();

        try (Runs runs = new Runs(spill)) {
            Started run = runs.mappings(RULES)
                    .between(new RunPlan.Side(connector, from.endpoint()), new RunPlan.Side(connector, to.endpoint()))
                    .start(Start.FRESH);
            run.expect(RunReport.LoadFinished.class);

            assertEquals(
                    List.of(
                            "id uuid",
                            "n numeric",
                            "at timestamp with time zone",
                            "j jsonb",
                            "mood USER-DEFINED",
                            "ok boolean",
                            "span interval",
                            "ip inet",
                            "spot point",
                            "bits bit",
                            "list ARRAY",
                            "pad character",
                            "way text", // an open path cannot be told from AWS's words
                            "note text",
                            "label character varying",
                            "seen integer"),
                    to.rows("select column_name || ' ' || data_type from information_schema.columns"
                            + " where table_schema = 'kept' order by ordinal_position"));
            assertEquals(
                    List.of("UNIQUE"),
                    to.rows("select constraint_type from information_schema.table_constraints"
                            + " where constraint_name = 'things_by_id'"));
            assertEquals(from.rows(TEXTS), to.rows(TEXTS));
            from.run(
                    "insert into kept.things values ('00000000-0000-0000-0000-000000000003', -3.1234567890123, '2022-01-01 00:00:00+00', null, "
                            + ODD + ")",
                    "insert into kept.things values ('00000000-0000-0000-0000-000000000004', 4, '2012-01-01 00:00:00+00', null)",
                    "update kept.things set n = 7.25 where id = '00000000-0000-0000-0000-000000000001'");
            eventually(
                    () -> to.seen(TEXTS) + " instead of " + from.seen(TEXTS),
                    () -> to.rows(TEXTS).equals(from.rows(TEXTS)));
            List<String> expected = List.of(
                    "1|7.25|1620284889|{\"a\": 1}|00000000-0000-0000-0000-000000000001/7.25",
                    "3|-3.1234567890123|1640995200|null|00000000-0000-0000-0000-000000000003/-3.1234567890123");
            eventually(
                    () -> content(to) + " instead of " + expected,
                    () -> content(to).equals(expected));
            assertEquals(StopReason.NORMAL, run.stop());
        }
    }

    @Test
    void withinMariaDbToo() throws Exception {
        within(new ServerDatabase(MariaDbServer.shared()));
    }

    @Test
    void withinMySqlToo() throws Exception {
        within(new ServerDatabase(MySqlServer.shared()));
    }

    private void within(ContractDatabase server) throws Exception {
        server.createSchema("kept_my");
        server.createSchema("kept_my_to");
        server.run(
                "create table kept_my.things (id int primary key, mood enum('sad','ok'), tags set('a','b'), span time(2),"
                        + " doc json, word varchar(20), big text)",
                "insert into kept_my.things values (1, 'sad', 'a,b', '-12:00:00.25', '{\"a\": 1}', 'w', 'long'),"
                        + " (2, null, '', '00:00:00', null, null, null)");
        String locator = "\"object-locator\":{\"schema-name\":\"kept_my\"%s}";
        String things = locator.formatted(",\"table-name\":\"things\"");
        MySqlConnector connector = new MySqlConnector();

        try (Runs runs = new Runs(spill)) {
            Started run = runs.mappings("{\"rules\":["
                            + rule(1, "selection", "\"rule-action\":\"include\"," + things)
                            + ","
                            + rule(
                                    2,
                                    "transformation",
                                    "\"rule-action\":\"rename\",\"rule-target\":\"schema\",\"value\":\"kept_my_to\","
                                            + locator.formatted(""))
                            + ","
                            + rule(
                                    3,
                                    "transformation",
                                    "\"rule-action\":\"add-column\",\"rule-target\":\"column\",\"value\":\"seen\",\"expression\":"
                                            + "\"coalesce($mood, $tags, $span, $doc, $word, $big) IS NULL\",\"data-type\":{\"type\":\"int4\"},"
                                            + things)
                            + "]}")
                    .between(
                            new RunPlan.Side(connector, server.endpoint()),
                            new RunPlan.Side(connector, server.endpoint()))
                    .start(Start.FRESH);
            run.expect(RunReport.LoadFinished.class);
            server.run(
                    "insert into kept_my.things values (3, 'ok', 'b', '23:59:59.99', '[1]', 'n', 'new')",
                    "update kept_my.things set mood = 'ok', span = '838:00:00' where id = 2");
            String columns = "select concat(column_name, ' ', column_type) from information_schema.columns"
                    + " where table_name = 'things' and column_name <> 'seen' and table_schema = '%s' order by 1";
            assertEquals(server.rows(columns.formatted("kept_my")), server.rows(columns.formatted("kept_my_to")));
            String all = "select concat_ws('|', id, mood, tags, span, doc, word, big) from %s.things order by id";
            eventually(
                    () -> server.seen(all.formatted("kept_my_to")).toString(),
                    () -> server.rows(all.formatted("kept_my_to")).equals(server.rows(all.formatted("kept_my"))));
            assertEquals(StopReason.NORMAL, run.stop());
        }
    }

    private static String rule(int id, String type, String members) {
        return "{\"rule-type\":\"" + type + "\",\"rule-id\":\"" + id + "\",\"rule-name\":\"" + id + "\"," + members
                + "}";
    }

    /** The rows that the filter takes, but for the path. */
    private static final String TEXTS =
            "select concat_ws('|', id, n, mood, ok, span, ip, spot, bits, list, pad, note) from kept.things where at >= '2020-01-01' order by id";

    private static List<String> content(ContractDatabase database) {
        return database.seen("select concat(right(id::text, 1), '|', n, '|', extract(epoch from at)::bigint,"
                + " '|', coalesce(j::text, 'null'), '|', coalesce(label, 'null')) from kept.things order by id");
    }
}
