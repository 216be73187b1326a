package io.dmslocal.engine.run;

import static io.dmslocal.engine.Eventually.eventually;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.dmslocal.engine.connector.kinesis.KinesisConnector;
import io.dmslocal.engine.connector.kinesis.KinesisServer;
import io.dmslocal.engine.connector.mysql.MariaDbServer;
import io.dmslocal.engine.connector.mysql.MySqlConnector;
import io.dmslocal.engine.connector.mysql.ServerDatabase;
import io.dmslocal.engine.connector.postgres.PostgresConnector;
import io.dmslocal.engine.connector.postgres.PostgresServer;
import io.dmslocal.engine.connector.spi.Connector;
import io.dmslocal.engine.connector.spi.ContractDatabase;
import io.dmslocal.engine.run.RunPlan.MigrationType;
import io.dmslocal.engine.run.RunPlan.Start;
import io.dmslocal.engine.run.Runs.Started;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.kinesis.model.Record;

/** The old row beside the new one on a stream, as far as each source's log holds it. */
class BeforeImageTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    private static final String SETTING =
            "{\"BeforeImageSettings\":{\"EnableBeforeImage\":true,\"FieldName\":\"was\",\"ColumnFilter\":\"all\"}}";

    private static final String SELECTION = "{\"rule-type\":\"selection\",\"rule-id\":\"1\",\"rule-name\":\"1\","
            + "\"rule-action\":\"include\",\"object-locator\":{\"schema-name\":\"shop\",\"table-name\":\"%\"}}";

    private final KinesisServer kinesis = KinesisServer.shared();

    @TempDir
    Path spill;

    @Test
    void mariaDbKnowsTheWholeOldRow() throws SQLException {
        check(
                new MySqlConnector(),
                new ServerDatabase(MariaDbServer.shared()),
                "select 1",
                SETTING,
                SELECTION,
                List.of(
                        "{\"id\":1,\"s\":\"two\"} was {\"id\":1,\"s\":\"one\"}",
                        "{\"id\":2,\"s\":\"two\"} was {\"id\":1,\"s\":\"two\"}"));
    }

    @Test
    void postgresKnowsTheOldKeyWhenItChanged() throws SQLException {
        check(
                new PostgresConnector(),
                PostgresServer.shared().database("before_image"),
                "select 1",
                SETTING,
                SELECTION,
                List.of("{\"id\":1,\"s\":\"two\"} was {}", "{\"id\":2,\"s\":\"two\"} was {\"id\":1}"));
    }

    @Test
    void postgresKnowsTheWholeOldRowWithReplicaIdentityFull() throws SQLException {
        check(
                new PostgresConnector(),
                PostgresServer.shared().database("before_image"),
                "alter table shop.orders replica identity full",
                SETTING,
                SELECTION,
                List.of(
                        "{\"id\":1,\"s\":\"two\"} was {\"id\":1,\"s\":\"one\"}",
                        "{\"id\":2,\"s\":\"two\"} was {\"id\":1,\"s\":\"two\"}"));
    }

    @Test
    void aRulePutsTheOldValuesAmongTheNewOnes() throws SQLException {
        check(
                new MySqlConnector(),
                new ServerDatabase(MariaDbServer.shared()),
                "select 1",
                "{}",
                SELECTION
                        + ",{\"rule-type\":\"transformation\",\"rule-id\":\"2\",\"rule-name\":\"2\",\"rule-target\":\"column\","
                        + "\"rule-action\":\"add-before-image-columns\",\"object-locator\":{\"schema-name\":\"shop\","
                        + "\"table-name\":\"%\",\"column-name\":\"%\"},\"before-image-def\":{\"column-filter\":\"all\"}}",
                List.of(
                        "{\"id\":1,\"s\":\"two\",\"BI_id\":1,\"BI_s\":\"one\"}",
                        "{\"id\":2,\"s\":\"two\",\"BI_id\":1,\"BI_s\":\"two\"}"));
    }

    private void check(
            Connector connector,
            ContractDatabase from,
            String preparation,
            String settings,
            String rules,
            List<String> expected)
            throws SQLException {
        String stream = "before-" + System.nanoTime();
        kinesis.createStream(stream, 1);
        from.createSchema("shop");
        from.run("create table shop.orders (id int primary key, s varchar(20))", preparation);
        try (Runs runs = new Runs(spill)) {
            Started run = runs.settings(settings)
                    .mappings("{\"rules\":[" + rules + "]}")
                    .between(
                            new RunPlan.Side(connector, from.endpoint()),
                            new RunPlan.Side(
                                    new KinesisConnector(Optional.of(kinesis.uri())), KinesisServer.endpoint(stream)))
                    .type(MigrationType.CDC)
                    .start(Start.FRESH);
            run.expect(RunReport.Began.class);
            from.run(
                    "insert into shop.orders values (1, 'one')",
                    "update shop.orders set s = 'two' where id = 1",
                    "update shop.orders set id = 2 where id = 1");
            eventually(() -> updates(stream).toString(), () -> updates(stream).equals(expected));
            run.stop();
        }
    }

    private List<String> updates(String stream) {
        List<String> updates = new ArrayList<>();
        for (Record record : kinesis.records(stream)) {
            try {
                JsonNode json = JSON.readTree(record.data().asByteArray());
                if (json.at("/metadata/operation").asText().equals("update")) {
                    updates.add(json.get("data") + (json.has("was") ? " was " + json.get("was") : ""));
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return updates;
    }
}
