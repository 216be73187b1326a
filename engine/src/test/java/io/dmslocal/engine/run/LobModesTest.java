package io.dmslocal.engine.run;

import static io.dmslocal.engine.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dmslocal.engine.record.TableId;
import io.dmslocal.engine.run.RunPlan.MigrationType;
import io.dmslocal.engine.run.RunPlan.Start;
import io.dmslocal.engine.run.Runs.Started;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whole runs with LOBs longer and shorter than a limit, in what is loaded and in what changes, while it loads and after it. */
@Timeout(120)
class LobModesTest {

    private static final int KILOBYTE = 1024;

    @TempDir
    Path spill;

    private static String metadata(String members) {
        return "{\"TargetMetadata\":{" + members
                + "},\"FullLoadSettings\":{\"TargetTablePrepMode\":\"DROP_AND_CREATE\"}}";
    }

    private static final String LIMITED = metadata("\"LimitedSizeLobMode\":true,\"LobMaxSize\":1");
    private static final String FULL =
            metadata("\"FullLobMode\":true,\"LimitedSizeLobMode\":false,\"LobChunkSize\":64,\"InlineLobMaxSize\":2");

    @Test
    void limitedFromPostgresToPostgres() throws Exception {
        migrated(RealDatabase.postgres("lobs_from"), RealDatabase.postgres("lobs_to"), "lob_pp", LIMITED, "", KILOBYTE);
    }

    @Test
    void limitedFromPostgresToMariaDb() throws Exception {
        migrated(RealDatabase.postgres("lobs_from"), RealDatabase.mariaDb(), "lob_pm", LIMITED, "", KILOBYTE);
    }

    @Test
    void limitedFromMySqlToPostgres() throws Exception {
        migrated(RealDatabase.mySql(), RealDatabase.postgres("lobs_to"), "lob_mp", LIMITED, "", KILOBYTE);
    }

    @Test
    void limitedFromMySqlToMariaDb() throws Exception {
        migrated(RealDatabase.mySql(), RealDatabase.mariaDb(), "lob_mm", LIMITED, "", KILOBYTE);
    }

    @Test
    void fullMovesWholeValues() throws Exception {
        migrated(RealDatabase.postgres("lobs_from"), RealDatabase.mariaDb(), "lob_full", FULL, "", Integer.MAX_VALUE);
        migrated(
                RealDatabase.postgres("lobs_from"),
                RealDatabase.postgres("lobs_to"),
                "lob_full",
                FULL,
                "",
                Integer.MAX_VALUE);
    }

    @Test
    void aTablesOwnRuleWins() throws Exception {
        String limited = "\"lob-settings\":{\"mode\":\"limited\",\"bulk-max-size\":\"2\"}";
        String unlimited = "\"lob-settings\":{\"mode\":\"unlimited\"}";
        String none = "\"lob-settings\":{\"mode\":\"none\"}";
        migrated(
                RealDatabase.postgres("lobs_from"),
                RealDatabase.postgres("lobs_to"),
                "lob_rule",
                FULL,
                limited,
                2 * KILOBYTE);
        migrated(
                RealDatabase.postgres("lobs_from"),
                RealDatabase.postgres("lobs_to"),
                "lob_rule",
                LIMITED,
                unlimited,
                Integer.MAX_VALUE);
        migrated(
                RealDatabase.postgres("lobs_from"),
                RealDatabase.postgres("lobs_to"),
                "lob_rule",
                LIMITED,
                none,
                KILOBYTE);
    }

    @Test
    void theDefaultCutsAt32Kilobytes() throws Exception {
        migrated(
                RealDatabase.postgres("lobs_from"),
                RealDatabase.postgres("lobs_to"),
                "lob_default",
                metadata(""),
                "",
                32 * KILOBYTE);
    }

    @Test
    void withoutSupportTheColumnsAreLeftOutButThoseOfTheKey() throws Exception {
        RealDatabase from = RealDatabase.postgres("lobs_from");
        RealDatabase to = RealDatabase.postgres("lobs_to");
        for (RealDatabase end : List.of(from, to)) {
            end.database().createSchema("lob_none");
        }
        from.run(
                "create table lob_none.t (id text primary key, t text not null, b bytea, n int)",
                "insert into lob_none.t values ('one', 'a', '', 1)");
        try (Runs runs = runs(from, to, "lob_none", metadata("\"SupportLobs\":false"), "")) {
            Started started = runs.start(Start.FRESH);
            started.expect(RunReport.LoadFinished.class);
            from.run(
                    "insert into lob_none.t values ('two', 'b', '', 2)",
                    "update lob_none.t set n = 3, t = 'c' where id = 'one'");
            eventually(
                    () -> "both rows, seen " + to.seen("select * from lob_none.t order by id"),
                    () -> to.seen("select * from lob_none.t order by id").equals(List.of("one|3", "two|2")));
            assertEquals(
                    0,
                    started.statistics(new TableId("lob_none", "t")).captured().ddls());
            started.stop();
        }
    }

    @ParameterizedTest
    @CsvSource({"SUSPEND_TABLE, false", "SUSPEND_TABLE, true", "STOP_TASK, false", "STOP_TASK, true"})
    void aPolicyThatSuspendsOrStopsMakesACutAnError(String policy, boolean inChange) throws Exception {
        RealDatabase from = RealDatabase.postgres("lobs_from");
        RealDatabase to = RealDatabase.postgres("lobs_to");
        prepare(from, to, "lob_policy");
        String settings = "{\"TargetMetadata\":{\"LobMaxSize\":1},\"ErrorBehavior\":{\"DataTruncationErrorPolicy\":\""
                + policy + "\"}}";
        if (!inChange) {
            insert(from, "lob_policy", 1, "x".repeat(KILOBYTE + 1), new byte[0]);
        }
        try (Runs runs = runs(from, to, "lob_policy", settings, "")) {
            Started started = runs.start(Start.FRESH);
            if (inChange) {
                started.expect(RunReport.LoadFinished.class);
                insert(from, "lob_policy", 1, "x".repeat(KILOBYTE + 1), new byte[0]);
            }
            boolean stops = policy.equals("STOP_TASK");
            String reason = stops
                    ? started.expect(RunReport.Failed.class).message()
                    : started.expect(RunReport.TableSuspended.class).reason();
            assertTrue(reason.contains("Column t: a value longer than 1 KB"), reason);
            if (!stops) {
                started.stop();
            }
        }
    }

    @Test
    void aRefusedRowsKeyIsNotToldWhenItIsMasked() throws Exception {
        RealDatabase from = RealDatabase.postgres("lobs_from");
        RealDatabase to = RealDatabase.postgres("lobs_to");
        from.database().createSchema("lob_mask");
        to.database().createSchema("lob_mask");
        from.run(
                "create table lob_mask.t (id varchar(100) primary key, t text)",
                "insert into lob_mask.t values ('anna', repeat('x', 2000))");
        String settings = "{\"TargetMetadata\":{\"LobMaxSize\":1},\"ErrorBehavior\":{\"DataTruncationErrorPolicy\":"
                + "\"STOP_TASK\"}}";
        String mask = """
                {"rules":[
                  {"rule-type":"selection","rule-id":"1","rule-name":"1","rule-action":"include",
                   "object-locator":{"schema-name":"lob_mask","table-name":"t"}},
                  {"rule-type":"transformation","rule-id":"2","rule-name":"2","rule-target":"column",
                   "object-locator":{"schema-name":"lob_mask","table-name":"t","column-name":"id"},
                   "rule-action":"data-masking-hash-mask"}]}
                """;
        try (Runs runs = runs(from, to, "lob_mask", settings, "").mappings(mask)) {
            RunReport.Failed failed = runs.start(Start.FRESH).expect(RunReport.Failed.class);
            assertTrue(failed.message().contains("a row was refused (TRUNCATION)"), failed.message());
        }
    }

    @Test
    void jsonThatStaysJsonIsNotCutButItsRowRejected() throws Exception {
        RealDatabase from = RealDatabase.postgres("lobs_from");
        RealDatabase to = RealDatabase.postgres("lobs_to");
        prepare(from, to, "lob_json");
        String large = "'{\"k\":\"" + "x".repeat(KILOBYTE) + "\"}'";
        from.run(
                "alter table lob_json.t add column j jsonb",
                "insert into lob_json.t values (1, 'a', '', '{\"k\":1}'), (2, 'b', '', " + large + ")");
        try (Runs runs = runs(from, to, "lob_json", LIMITED, "")) {
            Started started = runs.start(Start.FRESH);
            started.expect(RunReport.LoadFinished.class);
            assertEquals(
                    1, started.statistics(new TableId("lob_json", "t")).loaded().errorRows());
            from.run(
                    "insert into lob_json.t values (3, 'c', '', " + large + ")",
                    "insert into lob_json.t values (4, 'd', '', '{}')");
            eventually(
                    () -> "rows 1 and 4, seen " + rows(to, "lob_json"),
                    () -> rows(to, "lob_json").equals(List.of("1|a|", "4|d|")));
            eventually("both refusals are written down", () -> to.seen(REFUSED).equals(List.of("2")));
            started.stop();
        }
    }

    /** Loads rows, changes them while they load and afterwards; the target has every value up to the limit. */
    private void migrated(RealDatabase from, RealDatabase to, String schema, String settings, String rule, int limit)
            throws Exception {
        prepare(from, to, schema);
        List<String> texts = texts(Math.min(limit, 64 * KILOBYTE));
        List<String> expected = new ArrayList<>();
        int id = 0;
        for (String text : texts) {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            insert(from, schema, ++id, text, bytes);
            expected.add(id + "|" + beginning(text, limit) + "|" + hex(bytes, limit));
        }
        int loaded = id;
        try (Runs runs = runs(from, to, schema, settings, rule)) {
            Started started = runs.start(Start.FRESH);
            for (String text : texts) {
                byte[] bytes = ("c" + text).getBytes(StandardCharsets.UTF_8);
                insert(from, schema, ++id, "c" + text, bytes);
                expected.add(id + "|" + beginning("c" + text, limit) + "|" + hex(bytes, limit));
            }
            started.expect(RunReport.LoadFinished.class);
            update(from, schema, 1, texts.get(texts.size() - 1));
            expected.set(
                    0,
                    "1|" + beginning(texts.get(texts.size() - 1), limit) + "|"
                            + expected.get(0).split("\\|", -1)[2]);
            eventually(
                    () -> "expected " + shown(expected) + ", seen " + shown(rows(to, schema)),
                    () -> rows(to, schema).equals(expected));
            assertEquals(
                    0, started.statistics(new TableId(schema, "t")).loaded().errorRows());
            assertTrue(started.statistics(new TableId(schema, "t")).loaded().rows() >= loaded);
            assertEquals(StopReason.NORMAL, started.stop());
        }
    }

    /** Values around the limit, of characters of one to four bytes. */
    private static List<String> texts(int limit) {
        return List.of(
                "",
                "short",
                "a".repeat(limit - 1),
                "b".repeat(limit),
                "c".repeat(limit + 1),
                "d".repeat(limit * 3),
                "é".repeat(limit / 2),
                "é".repeat(limit / 2 + 1),
                "x" + "é".repeat(limit / 2),
                "日".repeat(limit / 2),
                "😀".repeat(limit / 4 + 1),
                "xy" + "😀".repeat(limit / 4));
    }

    private Runs runs(RealDatabase from, RealDatabase to, String schema, String settings, String rule) {
        String locator = "\"object-locator\":{\"schema-name\":\"" + schema + "\",\"table-name\":\"t\"}";
        return new Runs(spill)
                .between(from.side(), to.side())
                .type(MigrationType.FULL_LOAD_AND_CDC)
                .settings(settings)
                .mappings("{\"rules\":[{\"rule-type\":\"selection\",\"rule-id\":\"1\",\"rule-name\":\"1\","
                        + "\"rule-action\":\"include\"," + locator + "}"
                        + (rule.isEmpty()
                                ? ""
                                : ",{\"rule-type\":\"table-settings\",\"rule-id\":\"2\",\"rule-name\":\"2\"," + locator
                                        + "," + rule + "}")
                        + "]}");
    }

    private static void prepare(RealDatabase from, RealDatabase to, String schema) throws SQLException {
        from.database().createSchema(schema);
        to.database().createSchema(schema);
        from.run("create table " + schema + ".t (id int not null primary key, t " + from.longText() + ", b "
                + from.longBytes() + ")");
    }

    private static void insert(RealDatabase end, String schema, int id, String text, byte[] bytes) throws SQLException {
        try (Connection connection = end.database().connect();
                PreparedStatement insert =
                        connection.prepareStatement("insert into " + schema + ".t values (?, ?, ?)")) {
            insert.setInt(1, id);
            insert.setString(2, text);
            insert.setBytes(3, bytes);
            insert.execute();
        }
    }

    private static void update(RealDatabase end, String schema, int id, String text) throws SQLException {
        try (Connection connection = end.database().connect();
                PreparedStatement update =
                        connection.prepareStatement("update " + schema + ".t set t = ? where id = ?")) {
            update.setString(1, text);
            update.setInt(2, id);
            update.execute();
        }
    }

    private static String beginning(String text, int bytes) {
        int end = 0;
        int size = 0;
        while (end < text.length()) {
            int c = text.codePointAt(end);
            size += new String(Character.toChars(c)).getBytes(StandardCharsets.UTF_8).length;
            if (size > bytes) {
                break;
            }
            end += Character.charCount(c);
        }
        return text.substring(0, end);
    }

    private static String hex(byte[] bytes, int limit) {
        return java.util.HexFormat.of().formatHex(Arrays.copyOf(bytes, Math.min(bytes.length, limit)));
    }

    private static List<String> rows(RealDatabase end, String schema) {
        try (Connection connection = end.database().connect();
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery("select id, t, b from " + schema + ".t order by id")) {
            List<String> rows = new ArrayList<>();
            while (result.next()) {
                rows.add(result.getString(1) + "|" + result.getString(2) + "|"
                        + hex(result.getBytes(3), Integer.MAX_VALUE));
            }
            return rows;
        } catch (SQLException e) {
            return List.of(e.getMessage());
        }
    }

    private static final String REFUSED =
            "select count(*) from public.awsdms_apply_exceptions where \"ERROR\" like '%Column j%'";

    private static List<String> shown(List<String> rows) {
        return rows.stream()
                .map(row -> row.length() + ":" + row.substring(0, Math.min(12, row.length())))
                .toList();
    }
}
