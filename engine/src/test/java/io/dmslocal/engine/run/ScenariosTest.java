package io.dmslocal.engine.run;

import static io.dmslocal.engine.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.dmslocal.engine.connector.kinesis.KinesisConnector;
import io.dmslocal.engine.connector.kinesis.KinesisServer;
import io.dmslocal.engine.connector.mysql.MariaDbServer;
import io.dmslocal.engine.connector.mysql.MySqlConnector;
import io.dmslocal.engine.connector.mysql.ServerDatabase;
import io.dmslocal.engine.connector.spi.ContractDatabase;
import io.dmslocal.engine.record.TableId;
import io.dmslocal.engine.run.RunPlan.MigrationType;
import io.dmslocal.engine.run.RunPlan.Start;
import io.dmslocal.engine.run.Runs.Started;
import io.dmslocal.engine.run.statistics.RunStatistics;
import io.dmslocal.engine.run.statistics.TableStatistics;
import io.dmslocal.engine.vectors.Vectors;
import io.dmslocal.engine.vectors.Vectors.Case;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole tasks from MariaDB into a stream, as public sample programs run them: which records come. */
class ScenariosTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String SCHEMA = "dms_sample";
    private static final Map<String, String> COLUMNS = Map.of(
            "accounts", "name varchar(50), profile_picture blob",
            "authors", "name varchar(50), email varchar(50)",
            "novels", "title varchar(50), published date");

    private static final String ALL = """
            {"rules":[{"rule-type":"selection","rule-id":"1","rule-name":"1","rule-action":"include",
              "object-locator":{"schema-name":"dms_sample","table-name":"%"}}]}
            """;

    @TempDir
    Path spill;

    private int streams;

    /** The others have a source that is not there, or ask what other tests ask: the API's refusals, and consistency under load. */
    private static boolean isRunHere(Case c) {
        return c.given().path("target").asText().equals("kinesis")
                && !c.given().path("source").asText().equals("s3");
    }

    @Test
    void theStreamHasTheRecordsOfEachScenario() {
        Vectors.check("scenarios", ScenariosTest::isRunHere, c -> {
            c.isRead(
                    "tables tasks mappings migrationType target endpointSettings taskSettings steps",
                    "records perTableOrder status stopReason tableStatistics operations");
            run(c, KinesisServer.shared());
        });
    }

    private void run(Case c, KinesisServer kinesis) throws SQLException {
        ContractDatabase from = new ServerDatabase(MariaDbServer.shared());
        from.createSchema(SCHEMA);
        for (Map.Entry<String, JsonNode> table : tables(c).properties()) {
            from.run("create table " + SCHEMA + "." + table.getKey() + " (id int primary key, "
                    + COLUMNS.get(table.getKey()) + ")");
            for (int i = 1; i <= table.getValue().asInt(); i++) {
                from.run("insert into " + SCHEMA + "." + table.getKey() + " (id) values (" + i + ")");
            }
        }
        String stream = "scenario-" + ++streams;
        kinesis.createStream(stream, 1);
        List<String> attributes = new ArrayList<>();
        c.given().path("endpointSettings").properties().forEach(setting -> {
            attributes.add(setting.getKey().toLowerCase(java.util.Locale.ROOT));
            attributes.add(setting.getValue().asText());
        });
        MigrationType type = MigrationType.of(c.given().path("migrationType").asText());
        List<Runs> tasks = new ArrayList<>();
        List<Started> runs = new ArrayList<>();
        try {
            for (String mappings : mappings(c)) {
                Runs task = new Runs(spill.resolve(stream + tasks.size()));
                tasks.add(task);
                runs.add(task.named("T" + streams + tasks.size())
                        .type(type)
                        .mappings(mappings)
                        .settings(
                                c.given().path("taskSettings").isObject()
                                        ? c.given().path("taskSettings").toString()
                                        : "{}")
                        .between(
                                new RunPlan.Side(new MySqlConnector(), from.endpoint()),
                                new RunPlan.Side(
                                        new KinesisConnector(Optional.of(kinesis.uri())),
                                        KinesisServer.endpoint(stream, attributes.toArray(String[]::new))))
                        .start(Start.FRESH));
                if (type == MigrationType.CDC) {
                    runs.get(runs.size() - 1).expect(RunReport.Began.class);
                }
            }
            if (type == MigrationType.CDC) {
                steps(c, from, kinesis, stream);
            } else {
                assertEquals(
                        c.expect().path("stopReason").asText(),
                        "Stop Reason "
                                + runs.get(0).expect(RunReport.Stopped.class).reason());
                records(c, kinesis, stream, 0);
                order(c, operations(kinesis, stream));
                tableStatistics(c, runs.get(0).statistics());
                runs.clear();
            }
        } finally {
            runs.forEach(Started::stop);
            tasks.forEach(Runs::close);
        }
    }

    /** What comes at the start of a task is not what its steps are about, unless there are none. */
    private static void steps(Case c, ContractDatabase from, KinesisServer kinesis, String stream) throws SQLException {
        List<String> statements = new ArrayList<>();
        c.given().path("steps").forEach(step -> {
            if (step.asText().startsWith("ALTER TABLE ")) {
                statements.add(step.asText().replace("ALTER TABLE ", "ALTER TABLE " + SCHEMA + "."));
            }
        });
        int tables = tables(c).size();
        if (statements.isEmpty()) {
            records(c, kinesis, stream, 0);
            return;
        }
        eventually(
                () -> operations(kinesis, stream).toString(),
                () -> kinesis.records(stream).size() == tables + 1);
        from.run(statements.toArray(String[]::new));
        // a row behind them says that they are through
        from.run("INSERT INTO " + SCHEMA + ".novels (id) VALUES (77)");
        eventually(
                () -> operations(kinesis, stream).toString(),
                () -> operations(kinesis, stream).contains("insert novels"));
        List<String> controls = operations(kinesis, stream).stream()
                .skip(tables + 1)
                .filter(operation -> !operation.startsWith("insert "))
                .toList();
        assertEquals(c.expect().at("/records/total").asInt(), controls.size(), controls::toString);
        c.expect()
                .path("operations")
                .properties()
                .forEach(expected -> assertEquals(
                        true,
                        controls.contains(expected.getValue().asText() + " " + expected.getKey()),
                        controls::toString));
    }

    private static void records(Case c, KinesisServer kinesis, String stream, int skipped) {
        int total = c.expect().at("/records/total").asInt();
        eventually(
                () -> operations(kinesis, stream).toString(),
                () -> kinesis.records(stream).size() >= total);
        Map<String, Integer> counts = new LinkedHashMap<>();
        for (String operation : operations(kinesis, stream)) {
            boolean isExceptions = operation.endsWith(" awsdms_apply_exceptions");
            counts.merge(isExceptions ? operation : operation.split(" ")[0], 1, Integer::sum);
        }
        c.expect().path("records").properties().forEach(expected -> {
            if (!expected.getKey().equals("total")) {
                assertEquals(expected.getValue().asInt(), counts.getOrDefault(expected.getKey(), 0), counts::toString);
            }
        });
        assertEquals(total + skipped, kinesis.records(stream).size());
    }

    /** What comes for each table, loads once. */
    private static void order(Case c, List<String> operations) {
        List<String> expected = new ArrayList<>();
        c.expect().path("perTableOrder").forEach(operation -> expected.add(operation.asText()));
        if (!expected.isEmpty()) {
            operations.stream()
                    .map(operation -> operation.split(" ")[1])
                    .distinct()
                    .forEach(table -> assertEquals(
                            expected,
                            operations.stream()
                                    .filter(operation -> operation.endsWith(" " + table))
                                    .map(operation -> operation.split(" ")[0])
                                    .distinct()
                                    .toList(),
                            table));
        }
    }

    private static void tableStatistics(Case c, RunStatistics statistics) {
        for (JsonNode expected : c.expect().path("tableStatistics")) {
            TableStatistics table = Runs.of(
                    statistics, new TableId(SCHEMA, expected.path("table").asText()));
            assertEquals(
                    expected.path("FullLoadRows").asLong(table.loaded().rows()),
                    table.loaded().rows());
            assertEquals(
                    expected.path("Inserts").asLong(table.captured().inserts()),
                    table.captured().inserts());
            assertEquals(expected.path("TableState").asText(table.state()), table.state());
        }
    }

    private static JsonNode tables(Case c) {
        return c.given().path("tables");
    }

    private static List<String> mappings(Case c) {
        if (c.given().has("tasks")) {
            List<String> all = new ArrayList<>();
            c.given().path("tasks").forEach(task -> all.add(task.toString()));
            return all;
        }
        return List.of(
                c.given().path("mappings").isObject()
                        ? c.given().path("mappings").toString()
                        : ALL);
    }

    private static List<String> operations(KinesisServer kinesis, String stream) {
        return kinesis.records(stream).stream()
                .map(record -> {
                    try {
                        JsonNode metadata =
                                JSON.readTree(record.data().asByteArray()).path("metadata");
                        return metadata.path("operation").asText() + " "
                                + metadata.path("table-name").asText();
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                })
                .toList();
    }
}
