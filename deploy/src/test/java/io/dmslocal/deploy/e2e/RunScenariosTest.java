package io.dmslocal.deploy.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.JsonNode;
import io.dmslocal.engine.connector.postgres.PostgresServer;
import io.dmslocal.engine.connector.spi.ContractDatabase;
import io.dmslocal.engine.vectors.Vectors;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.databasemigration.model.ReplicationTask;
import software.amazon.awssdk.services.databasemigration.model.StartReplicationTaskTypeValue;

/**
 * Whole tasks from PostgreSQL to PostgreSQL: the scenarios that are not about the records of a stream. One of them writes six thousand statements into a
 * table of a hundred thousand rows, which takes its time.
 */
class RunScenariosTest {

    private static final AtomicInteger NUMBER = new AtomicInteger();

    /** Rows of a table that a scenario does not speak of. */
    private static final int ROWS = 20;

    /** First keys of the rows that are written then. */
    private static final int DURING_LOAD = 10_000_000;

    private static final int AFTER_LOAD = 20_000_000;

    @TempDir
    static Path folder;

    private static Emulator emulator;
    private static Migration migration;

    @BeforeAll
    static void start() {
        emulator = Emulator.on(folder);
        migration = Migration.of(emulator);
    }

    @AfterAll
    static void stop() {
        emulator.close();
    }

    @Test
    void tasksEndAsTheScenariosSay() {
        Vectors.check(
                "scenarios",
                c -> !c.given().path("source").asText().equals("s3")
                        && c.given().path("target").asText("postgres").equals("postgres"),
                c -> {
                    c.isRead(
                            "source target tables migrationType taskSettings steps",
                            "status stopReason sourceEqualsTarget phases error");
                    new Scenario(c.given(), c.expect()).run();
                });
    }

    private static final class Scenario {
        private final JsonNode given;
        private final JsonNode expect;
        private final String type;
        private final int number = NUMBER.incrementAndGet();
        private final ContractDatabase source = PostgresServer.shared().database("scenario_from_" + number);
        private final ContractDatabase target = PostgresServer.shared().database("scenario_to_" + number);
        private final List<String> tables = new ArrayList<>();

        Scenario(JsonNode given, JsonNode expect) {
            this.given = given;
            this.expect = expect;
            this.type = given.path("migrationType").asText("full-load");
        }

        void run() throws Exception {
            source.run("CREATE SCHEMA app");
            given.path("tables").properties().forEach(table -> tables.add(table.getKey()));
            if (tables.isEmpty()) {
                tables.add("t");
            }
            for (String table : tables) {
                source.run(
                        "CREATE TABLE app." + table + " (id int PRIMARY KEY, v text)",
                        "INSERT INTO app." + table + " SELECT i, 'row ' || i FROM generate_series(1, "
                                + given.path("tables").path(table).asInt(ROWS) + ") i");
            }
            String from = migration.source("from" + number, source.endpoint());
            String to = migration.target("to" + number, target.endpoint());
            JsonNode settings = given.path("taskSettings");
            Task task = migration.task(r -> r.replicationTaskIdentifier("scenario" + number)
                    .sourceEndpointArn(from)
                    .targetEndpointArn(to)
                    .migrationType(type)
                    .tableMappings(Migration.mappings("app"))
                    .replicationTaskSettings(settings.isObject() ? settings.toString() : "{}"));
            List<String> steps = new ArrayList<>();
            given.path("steps").forEach(step -> steps.add(step.asText()));
            if (steps.stream().noneMatch("start-replication"::equals)) {
                steps.add(0, "start-replication");
            }
            for (int i = 0; i < steps.size(); i++) {
                boolean isLast = i == steps.size() - 1;
                if (isLast && expect.has("error")) {
                    refused(task, steps.get(i));
                } else {
                    step(task, steps.get(i), i + 1 < steps.size() ? steps.get(i + 1) : "");
                }
            }
            end(task);
        }

        private void step(Task task, String step, String next) throws SQLException {
            if (step.equals("start-replication") || step.equals("reload-target") || step.equals("resume-processing")) {
                task.start(StartReplicationTaskTypeValue.fromValue(step));
                if (!next.startsWith("during load")) {
                    task.await(ends() ? "stopped" : "running");
                }
            } else if (step.equals("stop")) {
                if (!ends()) {
                    task.stop();
                }
            } else if (step.equals("delete one source row")) {
                source.run("DELETE FROM app." + tables.get(0) + " WHERE id = 3");
            } else if (step.startsWith("during load")) {
                writes(DURING_LOAD);
            } else if (step.startsWith("after load")) {
                for (String table : tables) {
                    task.awaitTable(table, "Table completed");
                }
                writes(AFTER_LOAD);
            } else if (!step.equals("wait until CDC latency 0")) { // contents are waited for
                throw new AssertionError("no such step: " + step);
            }
        }

        /** Whether a run ends by itself. */
        private boolean ends() {
            JsonNode load = given.path("taskSettings").path("FullLoadSettings");
            return type.equals("full-load")
                    || load.path("StopTaskCachedChangesApplied").asBoolean()
                    || load.path("StopTaskCachedChangesNotApplied").asBoolean();
        }

        /** A thousand inserts, updates and deletes, spread over tables and transactions. */
        private void writes(int base) throws SQLException {
            int first = base == DURING_LOAD ? 1 : 2_501;
            List<String> statements = new ArrayList<>();
            for (int i = 0; i < 1_000; i++) {
                String table = "app." + tables.get(i % tables.size());
                statements.add("INSERT INTO " + table + " VALUES (" + (base + i) + ", 'new')");
                statements.add("UPDATE " + table + " SET v = 'from " + base + "' WHERE id = " + (first + i) * 20);
                statements.add("DELETE FROM " + table + " WHERE id = " + (first + i));
                if (statements.size() >= 60) {
                    source.transaction(statements.toArray(String[]::new));
                    statements.clear();
                }
            }
            source.transaction(statements.toArray(String[]::new));
        }

        private void refused(Task task, String step) {
            AwsServiceException refusal = assertThrows(
                    AwsServiceException.class, () -> task.start(StartReplicationTaskTypeValue.fromValue(step)));
            assertEquals(
                    expect.at("/error/code").asText(), refusal.awsErrorDetails().errorCode());
            String message = refusal.awsErrorDetails().errorMessage();
            assertEquals(expect.at("/error/message").asText(message), message);
        }

        private void end(Task task) {
            if (expect.path("sourceEqualsTarget").asBoolean()) {
                Contents.awaitEqual(
                        source, target, tables.stream().map(t -> "app." + t).toList(), task::state);
            }
            ReplicationTask described = task.describe();
            assertEquals(expect.path("status").asText(described.status()), described.status(), task::state);
            if (expect.has("stopReason")) {
                assertEquals(expect.get("stopReason").asText(), described.stopReason(), task::state);
            }
            if (described.status().equals("running")) {
                task.stop();
            }
        }
    }
}
