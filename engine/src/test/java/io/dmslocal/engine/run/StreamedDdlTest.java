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
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.kinesis.model.Record;

/** Definitions that change while a stream follows: control records between the rows of before and after. */
class StreamedDdlTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final AtomicInteger STREAMS = new AtomicInteger();

    @Nested
    class OfPostgres extends Contract {

        OfPostgres() {
            super(new PostgresConnector(), PostgresServer.shared().database("streamed_ddl"), "alter s type");
        }
    }

    @Nested
    class OfMariaDb extends Contract {

        OfMariaDb() {
            super(new MySqlConnector(), new ServerDatabase(MariaDbServer.shared()), "modify s");
        }
    }

    abstract static class Contract {

        private final KinesisServer kinesis = KinesisServer.shared();

        private static final List<String> ANNOUNCED =
                List.of("create-table shop.orders", "create-table .awsdms_apply_exceptions");

        private final Connector connector;
        private final ContractDatabase from;
        private final String retyping;

        @TempDir
        Path spill;

        private Runs runs;
        private Started run;
        private String stream;

        Contract(Connector connector, ContractDatabase from, String retyping) {
            this.connector = connector;
            this.from = from;
            this.retyping = retyping;
        }

        @BeforeEach
        void start() throws SQLException {
            stream = "ddl-" + STREAMS.incrementAndGet();
            kinesis.createStream(stream, 1);
            from.createSchema("shop");
            from.run("create table shop.orders (id int primary key, s varchar(20))");
            runs = new Runs(spill);
        }

        @AfterEach
        void close() {
            run.stop();
            runs.close();
        }

        private void following(String... attributes) {
            runs.between(
                    new RunPlan.Side(connector, from.endpoint()),
                    new RunPlan.Side(
                            new KinesisConnector(Optional.of(kinesis.uri())),
                            KinesisServer.endpoint(stream, attributes)));
            run = runs.type(MigrationType.CDC).start(Start.FRESH);
            run.expect(RunReport.Began.class);
        }

        private void everyKindOfChange() throws SQLException {
            from.run(
                    "insert into shop.orders values (1, 'one')",
                    "alter table shop.orders add column n int",
                    "insert into shop.orders values (2, 'two', 2)",
                    "alter table shop.orders " + retyping + " varchar(40)",
                    "insert into shop.orders values (3, 'three', 3)",
                    "alter table shop.orders drop column n",
                    "insert into shop.orders values (4, 'four')",
                    "alter table shop.orders rename column s to t",
                    "insert into shop.orders values (5, 'five')",
                    "truncate table shop.orders",
                    "insert into shop.orders values (6, 'six')");
        }

        @Test
        void everyChangeOfADefinitionIsAControlRecordBetweenTheRows() throws SQLException {
            following("includetablealteroperations", "true");

            everyKindOfChange();
            arrive(
                    "insert {\"id\":1,\"s\":\"one\"}",
                    "add-column shop.orders",
                    "insert {\"id\":2,\"s\":\"two\",\"n\":2}",
                    "column-type-change shop.orders",
                    "insert {\"id\":3,\"s\":\"three\",\"n\":3}",
                    "drop-column shop.orders",
                    "insert {\"id\":4,\"s\":\"four\"}",
                    "rename-column shop.orders",
                    "insert {\"id\":5,\"t\":\"five\"}",
                    "truncate-table shop.orders",
                    "insert {\"id\":6,\"t\":\"six\"}");

            from.run("drop table shop.orders");
            arrivesLast("drop-table shop.orders");
            assertEquals("T.shop.orders", records().get(13).partitionKey());
            assertEquals("shop.orders", records().get(12).partitionKey());
            eventually(
                    () -> run.statistics(Runs.table("orders")).toString(),
                    () -> run.statistics(Runs.table("orders")).captured().ddls() == 6
                            && run.statistics(Runs.table("orders")).applied().ddls() == 6);
        }

        @Test
        void detailsHaveTheNewDefinition() throws SQLException {
            following("includetablealteroperations", "true", "includecontroldetails", "true");

            from.run(
                    "alter table shop.orders add column n int, drop column s",
                    "insert into shop.orders (id, n) values (1, 1)");
            arrivesLast("insert {\"id\":1,\"n\":1}");

            List<JsonNode> controls = records().stream()
                    .map(Contract::json)
                    .filter(record -> record.at("/metadata/operation").asText().endsWith("-column"))
                    .toList();
            assertEquals(
                    List.of("drop-column", "add-column"),
                    controls.stream()
                            .map(record -> record.at("/metadata/operation").asText())
                            .toList());
            for (JsonNode control : controls) {
                assertEquals(
                        "[\"id\",\"n\"]",
                        JSON.valueToTree(names(control.at("/control/table-def/columns")))
                                .toString());
                assertEquals(
                        "INT32", control.at("/control/table-def/columns/n/type").asText());
                assertEquals(
                        "[\"id\"]", control.at("/control/table-def/primary-key").toString());
            }
        }

        @Test
        void withoutTheSwitchRowsChangeTheirShapeAndNothingIsSaidOfIt() throws SQLException {
            following();

            everyKindOfChange();

            arrive(
                    "insert {\"id\":1,\"s\":\"one\"}",
                    "insert {\"id\":2,\"s\":\"two\",\"n\":2}",
                    "insert {\"id\":3,\"s\":\"three\",\"n\":3}",
                    "insert {\"id\":4,\"s\":\"four\"}",
                    "insert {\"id\":5,\"t\":\"five\"}",
                    "insert {\"id\":6,\"t\":\"six\"}");
        }

        @Test
        void thePolicyKeepsThemAway() throws SQLException {
            runs.settings("{\"ChangeProcessingDdlHandlingPolicy\":{\"HandleSourceTableDropped\":false,"
                    + "\"HandleSourceTableTruncated\":false,\"HandleSourceTableAltered\":false}}");
            following("includetablealteroperations", "true");

            from.run(
                    "alter table shop.orders add column n int",
                    "insert into shop.orders values (1, 'one', 1)",
                    "truncate table shop.orders",
                    "insert into shop.orders values (2, 'two', 2)");
            arrive("insert {\"id\":1,\"s\":\"one\"}", "insert {\"id\":2,\"s\":\"two\"}");
            from.run("drop table shop.orders");

            runs.expectState(run, Runs.table("orders"), "Table does not exist");
            arrive("insert {\"id\":1,\"s\":\"one\"}", "insert {\"id\":2,\"s\":\"two\"}");
        }

        @Test
        void aTableThatComesIsAnnouncedOnceAndTheOthersAreNotAnnouncedAgain() throws SQLException {
            following("includetablealteroperations", "true");

            from.run(
                    "insert into shop.orders values (1, 'one')",
                    "create table shop.items (id int primary key)",
                    "insert into shop.items values (7)");
            eventually(() -> seen().toString(), () -> seen().stream().anyMatch(s -> s.endsWith(" {\"id\":7}")));
            from.run("insert into shop.orders values (2, 'two')", "insert into shop.items values (8)");
            eventually(() -> seen().toString(), () -> seen().contains("insert {\"id\":8}"));

            assertEquals(
                    List.of(ANNOUNCED.get(0), ANNOUNCED.get(1), "create-table shop.items"),
                    seen().stream().filter(s -> s.contains("-table ")).toList());
            assertEquals(5 + 2, seen().size(), () -> seen().toString());
        }

        @Test
        void aRenamedTableIsSaidBeforeItComesUnderItsNewName() throws SQLException {
            following("includetablealteroperations", "true");
            boolean isPostgres = from.endpoint().engineName().equals("postgres");

            from.run("insert into shop.orders values (1, 'one')");
            arrivesLast("insert {\"id\":1,\"s\":\"one\"}");
            from.run("alter table shop.orders rename to " + (isPostgres ? "purchases" : "shop.purchases"));
            eventually(() -> seen().toString(), () -> seen().contains("create-table shop.purchases"));

            assertEquals(
                    List.of(
                            ANNOUNCED.get(0),
                            ANNOUNCED.get(1),
                            "insert {\"id\":1,\"s\":\"one\"}",
                            "rename-table shop.purchases",
                            "create-table shop.purchases"),
                    seen().subList(0, 5));
        }

        @Test
        void aNewNameThatARuleFitsBadlyIsNotSaidAndTheOthersGoOn() throws SQLException {
            runs.mappings("""
                    {"rules":[{"rule-type":"selection","rule-id":"1","rule-name":"1","rule-action":"include",
                      "object-locator":{"schema-name":"shop","table-name":"orders"}},
                     {"rule-type":"selection","rule-id":"2","rule-name":"2","rule-action":"include",
                      "object-locator":{"schema-name":"shop","table-name":"items"}},
                     {"rule-type":"transformation","rule-id":"3","rule-name":"3","rule-target":"column",
                      "rule-action":"rename","value":"id",
                      "object-locator":{"schema-name":"shop","table-name":"purchases","column-name":"s"}}]}
                    """);
            from.run("create table shop.items (id int primary key, s varchar(20))");
            following("includetablealteroperations", "true");
            boolean isPostgres = from.endpoint().engineName().equals("postgres");

            from.run("insert into shop.orders values (1, 'one')");
            arrivesLast("insert {\"id\":1,\"s\":\"one\"}");
            from.run(
                    "alter table shop.orders rename to " + (isPostgres ? "purchases" : "shop.purchases"),
                    "insert into shop.purchases values (3, 'three')",
                    "insert into shop.items values (2, 'two')");

            arrivesLast("insert {\"id\":2,\"s\":\"two\"}");
            assertEquals(
                    List.of(),
                    seen().stream().filter(s -> s.contains("purchases")).toList());
        }

        private void arrive(String... afterTheStart) {
            List<String> expected = new ArrayList<>(ANNOUNCED);
            expected.addAll(List.of(afterTheStart));
            eventually(() -> String.join("\n", seen()), () -> seen().equals(expected));
        }

        private void arrivesLast(String expected) {
            eventually(() -> String.join("\n", seen()), () -> {
                List<String> seen = seen();
                return !seen.isEmpty() && seen.get(seen.size() - 1).equals(expected);
            });
        }

        private List<Record> records() {
            return kinesis.records(stream);
        }

        /** Operation, and the table of a control record or the values of a row. */
        private List<String> seen() {
            List<String> seen = new ArrayList<>();
            for (Record record : records()) {
                JsonNode json = json(record);
                JsonNode metadata = json.get("metadata");
                String what = json.has("data")
                        ? json.get("data").toString()
                        : metadata.get("schema-name").asText() + "."
                                + metadata.get("table-name").asText();
                seen.add(metadata.get("operation").asText() + " " + what);
            }
            return seen;
        }

        private static List<String> names(JsonNode object) {
            List<String> names = new ArrayList<>();
            object.fieldNames().forEachRemaining(names::add);
            return names;
        }

        private static JsonNode json(Record record) {
            try {
                return JSON.readTree(record.data().asByteArray());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
