package io.dmslocal.engine.run;

import static io.dmslocal.engine.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dmslocal.engine.connector.postgres.PostgresConnector;
import io.dmslocal.engine.connector.postgres.PostgresServer;
import io.dmslocal.engine.connector.spi.ContractDatabase;
import io.dmslocal.engine.run.RunPlan.MigrationType;
import io.dmslocal.engine.run.RunPlan.Start;
import io.dmslocal.engine.run.Runs.Started;
import io.dmslocal.engine.settings.TimeTravelSettings;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was captured and applied is kept as CSV, hour by hour. */
class TimeTravelTest {

    private static final ContractDatabase FROM = PostgresServer.shared().database("travel_from");
    private static final ContractDatabase TO = PostgresServer.shared().database("travel_to");
    private static final String SETTINGS = """
            {"TTSettings": {"EnableTT": true, "FailTaskOnTTFailure": %s,
              "TTS3Settings": {"BucketName": "travels", "BucketFolder": "kept"},
              "TTRecordSettings": {"EnableRawData": true, "RawDataFormat": "TEXT", "MaxRecordSize": 64,
                "OperationsToLog": "%s"}}}
            """;

    private final Map<String, String> objects = new TreeMap<>();
    private boolean isBroken;
    private String mappings = "";

    private final TimeTravelStore store = new TimeTravelStore() {
        @Override
        public void put(String taskArn, TimeTravelSettings settings, String name, String content) {
            if (isBroken) {
                throw new IllegalStateException("no such bucket");
            }
            synchronized (objects) {
                objects.put(settings.bucket() + "/" + name, content);
            }
        }

        @Override
        public void delete(String taskArn, TimeTravelSettings settings) {}
    };

    @TempDir
    Path spill;

    @BeforeEach
    void tables() throws SQLException {
        FROM.createSchema("shop");
        TO.createSchema("shop");
        FROM.run("create table shop.orders (id int primary key, s varchar(20))");
    }

    private void travel(String settings) throws SQLException {
        try (Runs runs = new Runs(spill)) {
            if (!mappings.isEmpty()) {
                runs.mappings(mappings);
            }
            Started run = runs.type(MigrationType.CDC)
                    .settings(settings)
                    .keeping(store)
                    .between(
                            new RunPlan.Side(new PostgresConnector(), FROM.endpoint()),
                            new RunPlan.Side(new PostgresConnector(), TO.endpoint()))
                    .start(Start.FRESH);
            run.expect(RunReport.Began.class);
            FROM.run(
                    "insert into shop.orders values (1, 'it''s \"one\"')",
                    "update shop.orders set s = 'two' where id = 1",
                    "delete from shop.orders where id = 1",
                    "insert into shop.orders values (2, 'last')");
            eventually(() -> "the last row does not come", () -> count() == 1);
            run.stop();
        }
    }

    @Test
    void everyChangeIsKeptAsItWasCapturedAndAsItWasApplied() throws SQLException {
        travel(SETTINGS.formatted(false, "ALL"));

        assertEquals(1, objects.size(), objects::toString);
        String name = objects.keySet().iterator().next();
        assertTrue(
                name.matches(
                        "travels/kept/arn:aws:dms:us-east-1:000000000000:task:T/\\d{4}/\\d\\d/\\d\\d/\\d\\d/.*\\.csv"),
                name);
        List<String> lines = objects.get(name).lines().toList();
        assertEquals(
                "\"log_timestamp\",\"tt_record_type\",\"dms_source_code_location\",\"transaction_id\",\"event_id\","
                        + "\"event_timestamp\",\"scn_lsn\",\"primary_key\",\"record_type\",\"event_type\",\"schema_name\","
                        + "\"table_name\",\"statement\",\"action\",\"result\",\"raw_data\"",
                lines.get(0));
        String update = lines.stream()
                .filter(line -> line.contains("SOURCE_CAPTURE") && line.contains("UPDATE (3)"))
                .findFirst()
                .orElseThrow();
        List<String> fields = fields(update);
        assertTrue(fields.get(0).matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d:\\d{6}"), fields.get(0));
        assertTrue(fields.get(5).matches("\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d\\.\\d{6}\\+00"), fields.get(5));
        assertTrue(fields.get(6).matches("[0-9A-F]{8}/[0-9A-F]{8}"), fields.get(6));
        assertEquals(
                List.of(
                        "1",
                        "DML",
                        "UPDATE (3)",
                        "shop",
                        "orders",
                        "UPDATE \"\"shop\"\".\"\"orders\"\" SET \"\"id\"\" = '1', \"\"s\"\" = 'two' WHERE \"\"id\"\" = '1'",
                        "Migrate",
                        "",
                        "table shop.orders: UPDATE: id[integer]:1 s[character varying(20)]:'two'"),
                fields.subList(7, 16));
        for (String component : List.of("SOURCE_CAPTURE", "TARGET_APPLY")) {
            assertEquals(
                    List.of(
                            "INSERT (1)",
                            "COMMIT (4)",
                            "UPDATE (3)",
                            "COMMIT (4)",
                            "DELETE (2)",
                            "COMMIT (4)",
                            "INSERT (1)",
                            "COMMIT (4)"),
                    lines.stream()
                            .filter(line -> line.contains("\"" + component + "\""))
                            .map(line -> fields(line).get(9))
                            .toList());
        }
    }

    @Test
    void onlyWhatIsAskedForIsKept() throws SQLException {
        travel(SETTINGS.formatted(false, "DELETE"));

        List<String> lines = objects.values().iterator().next().lines().toList();
        assertEquals(3, lines.size(), lines::toString);
        assertTrue(lines.get(1).contains("DELETE (2)"), lines.get(1));
    }

    @Test
    void whatAMaskHidesIsInNoObject() throws SQLException {
        mappings = """
                {"rules":[
                  {"rule-type":"selection","rule-id":"1","rule-name":"1","rule-action":"include",
                   "object-locator":{"schema-name":"shop","table-name":"%"}},
                  {"rule-type":"transformation","rule-id":"2","rule-name":"2","rule-target":"column",
                   "object-locator":{"schema-name":"shop","table-name":"orders","column-name":"s"},
                   "rule-action":"data-masking-hash-mask"}]}
                """;
        FROM.run("drop table shop.orders", "create table shop.orders (id int, s varchar(80), primary key (id, s))");
        FROM.run("alter table shop.orders replica identity full");

        travel(SETTINGS.formatted(false, "ALL"));

        String all = String.join("", objects.values());
        for (String clear : List.of("it''s", "two", "last")) {
            assertFalse(all.contains(clear), all);
        }
        for (String component : List.of("SOURCE_CAPTURE", "TARGET_APPLY")) {
            List<String> delete = all.lines()
                    .filter(line -> line.contains(component) && line.contains("DELETE (2)"))
                    .map(TimeTravelTest::fields)
                    .findFirst()
                    .orElseThrow();
            assertEquals("1,(masked)", delete.get(7));
            assertEquals(
                    "DELETE FROM \"\"shop\"\".\"\"orders\"\" WHERE \"\"id\"\" = '1' AND \"\"s\"\" = '(masked)'",
                    delete.get(12));
            assertEquals(
                    "table shop.orders: DELETE: id[integer]:1 s[character varying(80)]:'(masked)'", delete.get(15));
        }
    }

    @Test
    void aBucketThatIsAwayFailsNoTaskUnlessItIsAskedTo() throws SQLException {
        isBroken = true;

        travel(SETTINGS.formatted(false, "ALL"));

        assertEquals(1, count());
    }

    @Test
    void aTaskThatDoesNotAskKeepsNothing() throws SQLException {
        travel("{}");

        assertEquals(Map.of(), objects);
    }

    private static List<String> fields(String line) {
        return Arrays.asList(line.substring(1, line.length() - 1).split("\",\"", -1));
    }

    private static int count() {
        try (Connection connection = TO.connect();
                ResultSet found =
                        connection.createStatement().executeQuery("select count(*) from shop.orders where id = 2")) {
            found.next();
            return found.getInt(1);
        } catch (SQLException e) {
            return 0;
        }
    }
}
