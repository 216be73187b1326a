package io.dmslocal.engine.run;

import static io.dmslocal.engine.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.dmslocal.engine.connector.kinesis.KinesisConnector;
import io.dmslocal.engine.connector.kinesis.KinesisServer;
import io.dmslocal.engine.run.RunPlan.MigrationType;
import io.dmslocal.engine.run.RunPlan.Start;
import io.dmslocal.engine.run.Runs.Started;
import io.dmslocal.engine.settings.EndpointSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.kinesis.model.Record;

/** Every kind of DDL on every kind of source, as every kind of target shows it: four tasks follow one source at a time, one of them keeps all DDL away. */
class DdlKindsTest {

    /** Shorter than usual: there are many cells, and they come at about the same time. */
    private static final Duration WITHIN = Duration.ofSeconds(20);

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String KEEP_AWAY =
            "{\"ChangeProcessingDdlHandlingPolicy\":{\"HandleSourceTableDropped\":false,"
                    + "\"HandleSourceTableTruncated\":false,\"HandleSourceTableAltered\":false}}";

    /** A target may be in the source's own server. */
    private static final String INTO_COPY = """
            {"rules":[{"rule-type":"selection","rule-id":"1","rule-name":"1","rule-action":"include",
              "object-locator":{"schema-name":"shop","table-name":"%"}},
             {"rule-type":"transformation","rule-id":"2","rule-name":"2","rule-target":"schema",
              "rule-action":"rename","value":"copy","object-locator":{"schema-name":"shop"}}]}
            """;

    @Nested
    class OfPostgres extends Contract {
        @Override
        RealDatabase source() throws SQLException {
            return RealDatabase.postgres("kinds_from");
        }
    }

    @Nested
    class OfPostgresWithoutTrigger extends Contract {
        @Override
        RealDatabase source() throws SQLException {
            return RealDatabase.postgres("kinds_untold_from");
        }

        @Override
        Map<String, String> attributes() {
            return Map.of("captureddls", "false");
        }
    }

    @Nested
    class OfMariaDb extends Contract {
        @Override
        RealDatabase source() throws SQLException {
            return RealDatabase.mariaDb();
        }
    }

    abstract static class Contract {

        private final KinesisServer kinesis = KinesisServer.shared();

        @TempDir
        Path spill;

        private final List<Runs> tasks = new ArrayList<>();
        private final List<Started> running = new ArrayList<>();
        private RealDatabase from;
        private RealDatabase postgres;
        private RealDatabase mariaDb;
        private RealDatabase kept;
        private String stream;
        private List<DdlKind> kinds;

        abstract RealDatabase source() throws SQLException;

        Map<String, String> attributes() {
            return Map.of();
        }

        @BeforeEach
        void follow() throws SQLException, IOException {
            from = source();
            postgres = RealDatabase.postgres("kinds_to");
            kept = RealDatabase.postgres("kinds_kept");
            mariaDb = from.isPostgres() ? RealDatabase.mariaDb() : from;
            for (RealDatabase target : List.of(postgres, kept, mariaDb)) {
                target.database().createSchema("copy");
            }
            kinds = DdlKind.all(from.isPostgres(), attributes().isEmpty());
            for (DdlKind kind : kinds) {
                if (kind.isThere()) {
                    from.run(
                            kind.named("create table shop.{t} (id int primary key, a int, b varchar(20))"),
                            kind.named("insert into shop.{t} values (1, 10, 'x'), (2, 20, 'y')"));
                }
            }
            stream = "kinds-" + getClass().getSimpleName();
            kinesis.createStream(stream, 1);
            start(into(postgres).mappings(INTO_COPY), MigrationType.FULL_LOAD_AND_CDC);
            start(into(mariaDb).mappings(INTO_COPY), MigrationType.FULL_LOAD_AND_CDC);
            start(into(kept).mappings(INTO_COPY).settings(KEEP_AWAY), MigrationType.FULL_LOAD_AND_CDC);
            start(
                    to(new RunPlan.Side(
                            new KinesisConnector(Optional.of(kinesis.uri())),
                            KinesisServer.endpoint(stream, "includetablealteroperations", "true"))),
                    MigrationType.CDC);
            for (DdlKind kind : kinds) {
                from.run(kind.statements().stream().map(kind::named).toArray(String[]::new));
            }
        }

        @AfterEach
        void stop() {
            running.forEach(Started::stop);
            tasks.forEach(Runs::close);
        }

        private Runs into(RealDatabase target) throws IOException {
            return to(target.side());
        }

        private Runs to(RunPlan.Side target) throws IOException {
            Runs task = new Runs(Files.createDirectory(spill.resolve("" + tasks.size())));
            tasks.add(task);
            EndpointSettings endpoint = from.database().endpoint(attributes());
            return task.named("K" + tasks.size()).between(new RunPlan.Side(from.connector(), endpoint), target);
        }

        private void start(Runs task, MigrationType type) {
            Started run = task.type(type).start(Start.FRESH);
            running.add(run);
            if (type == MigrationType.CDC) {
                run.expect(RunReport.Began.class);
            } else {
                run.expect(RunReport.LoadFinished.class);
            }
        }

        @TestFactory
        Stream<DynamicNode> everyKindShowsOnEveryTarget() {
            return Stream.of(
                    each("PostgreSQL", kind -> shown(postgres, kind, kind.tables())),
                    each("MariaDB", kind -> shown(mariaDb, kind, kind.tables())),
                    each("kept away", kind -> shown(kept, kind, kind.kept())),
                    each("stream", this::told));
        }

        private DynamicNode each(String target, Function<DdlKind, Runnable> look) {
            return dynamicContainer(
                    target,
                    kinds.stream()
                            .map(kind -> dynamicTest(
                                    kind.name(), () -> look.apply(kind).run())));
        }

        private Runnable shown(RealDatabase target, DdlKind kind, List<String> expected) {
            return () -> {
                List<String> wanted = expected.stream().map(kind::named).toList();
                eventually(
                        () -> seen(target, wanted) + "\ninstead of\n" + wanted,
                        WITHIN,
                        () -> seen(target, wanted).equals(wanted));
                assertEquals(wanted, seen(target, wanted));
            };
        }

        /** Of these tables. */
        private static List<String> seen(RealDatabase target, List<String> wanted) {
            return wanted.stream()
                    .map(text -> text.substring(0, text.indexOf(':')))
                    .map(table -> table + ": " + content(target, table))
                    .toList();
        }

        private static String content(RealDatabase target, String table) {
            try (Connection connection = target.database().connect();
                    Statement statement = connection.createStatement();
                    ResultSet found = statement.executeQuery("select * from copy." + table + " order by id")) {
                List<String> names = new ArrayList<>();
                for (int i = 1; i <= found.getMetaData().getColumnCount(); i++) {
                    names.add(found.getMetaData().getColumnName(i));
                }
                StringBuilder content = new StringBuilder(String.join(",", names));
                while (found.next()) {
                    List<String> row = new ArrayList<>();
                    for (int i = 1; i <= names.size(); i++) {
                        row.add(String.valueOf(found.getString(i)));
                    }
                    content.append("; ").append(String.join("|", row));
                }
                return content.toString();
            } catch (SQLException e) {
                // what PostgreSQL and MariaDB say of a table that is not there
                return List.of("42P01", "42S02").contains(e.getSQLState()) ? "missing" : e.getMessage();
            }
        }

        private Runnable told(DdlKind kind) {
            List<String> wanted = kind.told().stream().map(kind::named).toList();
            return () -> {
                if (!wanted.isEmpty()) {
                    eventually(
                            () -> said(kind) + "\ninstead of\n" + wanted,
                            WITHIN,
                            () -> ordered(said(kind)).equals(ordered(wanted)));
                }
            };
        }

        /** A session that opens finds a table under its new name, and may hear only then that another had it: so its old name may come last. */
        private static List<String> ordered(List<String> told) {
            List<String> ordered = new ArrayList<>(told);
            if (ordered.removeIf(what -> what.startsWith("rename-table"))) {
                ordered.add("rename-table");
            }
            return ordered;
        }

        private static JsonNode json(Record record) {
            try {
                return JSON.readTree(record.data().asByteArray());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /** Operation, and the table of a control record or the values of a row; without the first announcement. */
        private List<String> said(DdlKind kind) {
            List<String> said = new ArrayList<>();
            for (Record record : kinesis.records(stream)) {
                JsonNode json = json(record);
                JsonNode metadata = json.get("metadata");
                String table = metadata.path("table-name").asText();
                String operation = metadata.path("operation").asText();
                if (table.equals(kind.name()) || table.equals(kind.name() + "_to")) {
                    said.add(
                            json.has("data")
                                    ? operation.replace("load", "insert") + " " + json.get("data")
                                    : operation + " " + table);
                }
            }
            return kind.isThere() && !said.isEmpty() ? said.subList(1, said.size()) : said;
        }
    }
}
