package io.dmslocal.engine.run;

import static io.dmslocal.engine.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dmslocal.engine.TimeTravelObjects;
import io.dmslocal.engine.assessment.ReportStore;
import io.dmslocal.engine.assessment.S3Server;
import io.dmslocal.engine.connector.postgres.PostgresConnector;
import io.dmslocal.engine.connector.postgres.PostgresServer;
import io.dmslocal.engine.connector.spi.ContractDatabase;
import io.dmslocal.engine.run.RunPlan.MigrationType;
import io.dmslocal.engine.run.RunPlan.Start;
import io.dmslocal.engine.run.Runs.Started;
import io.dmslocal.engine.settings.TaskSettings;
import io.dmslocal.engine.settings.TimeTravelSettings;
import io.dmslocal.engine.travel.KeptObjects;
import io.dmslocal.engine.travel.TimeTravelStore;
import io.dmslocal.engine.travel.TravelLines;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
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

    private final KeptObjects bucket = new KeptObjects();
    private TimeTravelStore store = bucket;
    private String mappings = "";
    private String lastRow = "select 1 from shop.orders where id = 2";

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
            eventually(() -> "the last row does not come", this::isThrough);
            run.stop();
        }
    }

    @Test
    void everyChangeIsKeptAsItWasCapturedAndAsItWasApplied() throws SQLException {
        travel(SETTINGS.formatted(false, "ALL"));

        Map<String, String> objects = bucket.all();
        assertEquals(1, objects.size(), objects::toString);
        String name = objects.keySet().iterator().next();
        assertTrue(
                name.matches(
                        "travels/kept/arn:aws:dms:us-east-1:000000000000:task:T/\\d{4}/\\d\\d/\\d\\d/\\d\\d/.*\\.csv"),
                name);
        TravelLines kept = TravelLines.of(objects.values());
        assertEquals(
                "\"log_timestamp\",\"tt_record_type\",\"dms_source_code_location\",\"transaction_id\",\"event_id\","
                        + "\"event_timestamp\",\"scn_lsn\",\"primary_key\",\"record_type\",\"event_type\",\"schema_name\","
                        + "\"table_name\",\"statement\",\"action\",\"result\",\"raw_data\"",
                kept.lines().get(0));
        List<String> fields = kept.rows("SOURCE_CAPTURE").get(1);
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
                    kept.eventTypes(component));
        }
    }

    @Test
    void onlyWhatIsAskedForIsKept() throws SQLException {
        travel(SETTINGS.formatted(false, "DELETE"));

        TravelLines kept = TravelLines.of(bucket.all().values());
        assertEquals(3, kept.lines().size(), kept::toString);
        assertEquals(List.of("DELETE (2)"), kept.eventTypes("SOURCE_CAPTURE"));
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

        String all = String.join("", bucket.all().values());
        for (String clear : List.of("it''s", "two", "last")) {
            assertFalse(all.contains(clear), all);
        }
        for (String component : List.of("SOURCE_CAPTURE", "TARGET_APPLY")) {
            List<String> delete = TravelLines.of(List.of(all)).rows(component).get(2);
            assertEquals("1,(masked)", delete.get(7));
            assertEquals(
                    "DELETE FROM \"\"shop\"\".\"\"orders\"\" WHERE \"\"id\"\" = '1' AND \"\"s\"\" = '(masked)'",
                    delete.get(12));
            assertEquals(
                    component.equals("SOURCE_CAPTURE")
                            ? "table shop.orders: DELETE: id[integer]:1 s[character varying(80)]:'(masked)'"
                            : "",
                    delete.get(15));
        }
    }

    @Test
    void whatARuleMakesOfAHiddenValueIsInNoObject() throws SQLException {
        mappings = """
                {"rules":[
                  {"rule-type":"selection","rule-id":"1","rule-name":"1","rule-action":"include",
                   "object-locator":{"schema-name":"shop","table-name":"%"}},
                  {"rule-type":"transformation","rule-id":"2","rule-name":"2","rule-target":"column",
                   "object-locator":{"schema-name":"shop","table-name":"orders","column-name":"s"},
                   "rule-action":"remove-column"},
                  {"rule-type":"transformation","rule-id":"3","rule-name":"3","rule-target":"column",
                   "object-locator":{"schema-name":"shop","table-name":"orders","column-name":"s"},
                   "rule-action":"data-masking-hash-mask"},
                  {"rule-type":"transformation","rule-id":"4","rule-name":"4","rule-target":"column",
                   "object-locator":{"schema-name":"shop","table-name":"orders"},
                   "rule-action":"add-column","value":"copy","expression":"'<' || $s || '>'",
                   "data-type":{"type":"string","length":50}}]}
                """;

        travel(SETTINGS.formatted(false, "ALL"));

        String all = String.join("", bucket.all().values());
        for (String clear : List.of("it''s", "two", "last")) {
            assertFalse(all.contains(clear), all);
        }
        assertEquals(
                "INSERT INTO \"\"shop\"\".\"\"orders\"\" (\"\"id\"\", \"\"copy\"\") VALUES ('2', '(masked)')",
                TravelLines.of(List.of(all)).rows("TARGET_APPLY").get(3).get(12));
    }

    @Test
    void whatAFilterLeavesOutIsCapturedAndNotApplied() throws SQLException {
        mappings = """
                {"rules":[
                  {"rule-type":"selection","rule-id":"1","rule-name":"1","rule-action":"include",
                   "object-locator":{"schema-name":"shop","table-name":"%"},
                   "filters":[{"filter-type":"source","column-name":"id",
                               "filter-conditions":[{"filter-operator":"gte","value":"2"}]}]},
                  {"rule-type":"transformation","rule-id":"2","rule-name":"2","rule-target":"table",
                   "object-locator":{"schema-name":"shop","table-name":"orders"},
                   "rule-action":"rename","value":"sold"}]}
                """;
        lastRow = "select 1 from shop.sold where id = 2";

        travel(SETTINGS.formatted(false, "ALL"));

        TravelLines kept = TravelLines.of(bucket.all().values());
        assertEquals(4, kept.rows("SOURCE_CAPTURE").size(), kept::toString);
        assertEquals(
                List.of(List.of("2", "DML", "INSERT (1)", "shop", "sold")),
                kept.rows("TARGET_APPLY").stream()
                        .map(fields -> fields.subList(7, 12))
                        .toList());
        assertEquals(List.of("INSERT (1)", "COMMIT (4)"), kept.eventTypes("TARGET_APPLY"));
    }

    @Test
    void whatTheTargetRefusesIsCapturedAndNotApplied() throws SQLException {
        TO.run("create table shop.orders (id int primary key, s varchar(20) check (s <> 'two'))");

        travel(SETTINGS.formatted(false, "INSERT,UPDATE,DELETE"));

        TravelLines kept = TravelLines.of(bucket.all().values());
        assertEquals(List.of("INSERT (1)", "DELETE (2)", "INSERT (1)"), kept.eventTypes("TARGET_APPLY"));
        assertEquals(4, kept.rows("SOURCE_CAPTURE").size(), kept::toString);
    }

    @Test
    void objectsAreWrittenToS3AndGoWithTheTask() throws SQLException {
        try (S3Server s3 = S3Server.start()) {
            s3.createBucket("travels");
            s3.createBucket("others");
            store = new TimeTravelObjects(ReportStore.of(Optional.of(s3.uri().toString()), spill));

            travel(SETTINGS.formatted(true, "ALL"));

            List<String> keys = s3.keys("travels");
            assertEquals(1, keys.size(), keys::toString);
            assertTrue(
                    keys.get(0)
                            .matches(
                                    "kept/arn:aws:dms:us-east-1:000000000000:task:T/\\d{4}/\\d\\d/\\d\\d/\\d\\d/.*\\.csv"),
                    keys.get(0));
            TravelLines kept = TravelLines.of(List.of(s3.content("travels", keys.get(0))));
            assertEquals(4, kept.rows("SOURCE_CAPTURE").size(), kept::toString);
            assertEquals(4, kept.rows("TARGET_APPLY").size(), kept::toString);

            TimeTravelSettings settings = TaskSettings.complete(SETTINGS.formatted(true, "ALL"), "cdc")
                    .map(TaskSettings::parse)
                    .value()
                    .orElseThrow()
                    .timeTravel();
            store.delete("arn:aws:dms:us-east-1:000000000000:task:other", settings);
            assertEquals(keys, s3.keys("travels"));
            store.delete("arn:aws:dms:us-east-1:000000000000:task:T", settings);
            assertEquals(List.of(), s3.keys("travels"));
        }
    }

    /** Each row is told three times, with its text: so many are more than the 16 MiB at which an object is written. */
    @Test
    void anObjectInS3ThatHasGrownIsWrittenWhileItsTaskRuns() throws SQLException {
        int rows = 150;
        FROM.run("create table shop.texts (id int primary key, s text)");
        try (S3Server s3 = S3Server.start();
                Runs runs = new Runs(spill)) {
            s3.createBucket("travels");
            Started run = runs.type(MigrationType.CDC)
                    .settings(SETTINGS.replace(
                                    "{\"TTSettings\"", "{\"TargetMetadata\": {\"LobMaxSize\": 64}, \"TTSettings\"")
                            .formatted(true, "ALL"))
                    .keeping(new TimeTravelObjects(
                            ReportStore.of(Optional.of(s3.uri().toString()), spill)))
                    .between(
                            new RunPlan.Side(new PostgresConnector(), FROM.endpoint()),
                            new RunPlan.Side(new PostgresConnector(), TO.endpoint()))
                    .start(Start.FRESH);
            run.expect(RunReport.Began.class);

            FROM.run("insert into shop.texts select i, repeat('x', 60000) from generate_series(1, " + rows + ") i");
            eventually(
                    "nothing is written while the task runs",
                    () -> !s3.keys("travels").isEmpty());
            FROM.run("insert into shop.texts values (0, 'the last one')");
            lastRow = "select 1 from shop.texts where id = 0";
            eventually(() -> "the last row does not come", this::isThrough);
            run.stop();

            List<String> keys = s3.keys("travels");
            assertTrue(keys.size() > 1, keys::toString);
            List<String> contents =
                    keys.stream().map(key -> s3.content("travels", key)).toList();
            contents.forEach(
                    content -> assertTrue(content.startsWith("\"log_timestamp\","), "an object has no header"));
            for (String component : List.of("SOURCE_CAPTURE", "TARGET_APPLY")) {
                assertEquals(
                        IntStream.rangeClosed(0, rows).mapToObj(String::valueOf).collect(Collectors.toSet()),
                        TravelLines.of(contents).rows(component).stream()
                                .map(fields -> fields.get(7))
                                .collect(Collectors.toSet()));
                assertEquals(rows + 1, TravelLines.of(contents).rows(component).size(), "told once");
            }
        }
    }

    @Test
    void aBucketThatIsAwayFailsNoTaskUnlessItIsAskedTo() throws SQLException {
        bucket.goAway();

        travel(SETTINGS.formatted(false, "ALL"));

        assertTrue(isThrough());
    }

    @Test
    void aTaskThatDoesNotAskKeepsNothing() throws SQLException {
        travel("{}");

        assertEquals(Map.of(), bucket.all());
    }

    private boolean isThrough() {
        try (Connection connection = TO.connect();
                ResultSet found = connection.createStatement().executeQuery(lastRow)) {
            return found.next();
        } catch (SQLException e) {
            return false;
        }
    }
}
