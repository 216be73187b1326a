package io.dmslocal.engine.run;

import static io.dmslocal.engine.run.RunPlan.MigrationType.FULL_LOAD_AND_CDC;

import io.dmslocal.engine.run.RunPlan.Start;
import io.dmslocal.engine.run.Runs.Started;
import io.dmslocal.engine.run.log.TaskLog;
import io.dmslocal.engine.settings.TaskSettings;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The line in which AWS tells what the target has against a record: of every server, in loads and changes, row by row and in batches. */
class RetCodeLinesTest {

    private static final String SETTINGS = """
            {"Logging": {"EnableLogging": true},
             "FullLoadSettings": {"TargetTablePrepMode": "DO_NOTHING"}, "ErrorBehavior": {"FullLoadIgnoreConflicts": false},
             "TargetMetadata": {"BatchApplyEnabled": %s}, "ChangeProcessingTuning": {"BatchApplyTimeoutMin": 1}}""";

    /** What it says of a number that does not fit, a text that does not, and a key that is taken. */
    private enum Server {
        POSTGRES(
                "22003 NativeError: 1 Message: ERROR: .*out of range.*",
                "22001 NativeError: 1 Message: ERROR: value too long for type character varying\\(5\\).*",
                "23505 NativeError: 1 Message: ERROR: duplicate key value violates unique constraint.*"),
        MYSQL(
                "22003 NativeError: 1264 Message: Out of range value for column 'n' at row \\d+.*",
                "22001 NativeError: 1406 Message: Data too long for column 's' at row \\d+.*",
                "23000 NativeError: 1062 Message: Duplicate entry '9' for key .*"),
        MARIADB(MYSQL.range, MYSQL.length, MYSQL.key);

        private final String range;
        private final String length;
        private final String key;

        Server(String range, String length, String key) {
            this.range = range;
            this.length = length;
            this.key = key;
        }

        RealDatabase empty() throws SQLException {
            return switch (this) {
                case POSTGRES -> RealDatabase.postgres("codes_to");
                case MYSQL -> RealDatabase.mySql();
                case MARIADB -> RealDatabase.mariaDb();
            };
        }
    }

    static Stream<Arguments> targets() {
        return Arrays.stream(Server.values())
                .flatMap(server -> Stream.of(Arguments.of(server, false), Arguments.of(server, true)));
    }

    @TempDir
    Path spill;

    @ParameterizedTest
    @MethodSource("targets")
    void stateNumberAndWordsOfWhatIsRefusedAreTheServers(Server server, boolean batch) throws SQLException {
        RealDatabase from = RealDatabase.postgres("codes_from");
        RealDatabase to = server.empty();
        from.run(
                "create table shop.orders (id int primary key, s varchar(50), n int)",
                "insert into shop.orders values (1, 'fits', 70000), (2, 'does not fit', 1), (9, 'taken', 1)");
        to.run(
                "create table shop.orders (id int primary key, s varchar(5), n smallint)",
                "insert into shop.orders values (9, 'ours', 9), (19, 'ours', 9)");
        String settings = SETTINGS.formatted(batch);
        TaskLog log = new TaskLog(
                spill.resolve("task.log"),
                TaskSettings.complete(settings, FULL_LOAD_AND_CDC.word())
                        .map(TaskSettings::parse)
                        .value()
                        .orElseThrow()
                        .logging());
        try (LogLines lines = new LogLines();
                Runs runs = new Runs(spill)) {
            Started run = runs.type(FULL_LOAD_AND_CDC)
                    .settings(settings)
                    .logging(log)
                    .between(from.side(), to.side())
                    .start(Start.FRESH);
            run.expect(RunReport.LoadFinished.class);
            says(lines, "TARGET_LOAD", server, "9");

            from.run(
                    "insert into shop.orders values (3, 'fits', 80000)",
                    "insert into shop.orders values (4, 'does not fit', 1)",
                    "insert into shop.orders values (19, 'taken', 1)");
            says(lines, "TARGET_APPLY", server, "19");
            run.stop();
        }
    }

    private static void says(LogLines lines, String component, Server server, String taken) {
        for (String words : new String[] {server.range, server.length, server.key.replace("'9'", "'" + taken + "'")}) {
            lines.says("\\[" + component + "]ERROR: RetCode: SQL_ERROR SqlState: " + words
                    + ";, Error while executing the query \\[1022502]");
        }
    }
}
