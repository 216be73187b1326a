package io.dmslocal.engine.run;

import static io.dmslocal.engine.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dmslocal.engine.connector.spi.ConnectorException;
import io.dmslocal.engine.connector.spi.OpenTransaction;
import io.dmslocal.engine.meter.ChangeLag;
import io.dmslocal.engine.run.RunPlan.Start;
import io.dmslocal.engine.run.Runs.Started;
import io.dmslocal.engine.run.log.RunLog;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** CDCLatencySource of real sources while somebody keeps a transaction open. */
@Timeout(120)
class OpenTransactionsTest {

    @TempDir
    Path spill;

    @Test
    void ofPostgresLetsTheLatenciesGrowUntilItIsCommitted() throws SQLException {
        growsUntilTheCommit(RealDatabase.postgres("open_from"));
    }

    @Test
    void ofMySqlToo() throws SQLException {
        growsUntilTheCommit(RealDatabase.mySql());
    }

    @Test
    void ofMariaDbToo() throws SQLException {
        growsUntilTheCommit(RealDatabase.mariaDb());
    }

    @Test
    void whyItCannotBeAskedIsSaidOnceAndTheLatencyIsThatOfWhatWasCaptured() {
        ChangeLag lag = new ChangeLag();
        Queue<Supplier<List<OpenTransaction>>> answers = new ArrayDeque<>();
        OpenTransactions transactions = asking(answers, lag);
        Instant later = Instant.now().plusSeconds(3600);
        try (LogLines lines = LogLines.ofNode()) {
            answers.add(() -> List.of(new OpenTransaction("1", Optional.empty())));
            transactions.ask();
            assertFalse(lag.source(later).isZero());
            for (String reason : List.of("no room", "no room", "gone")) {
                answers.add(() -> {
                    throw ConnectorException.recoverable(reason, null);
                });
                transactions.ask();
            }

            assertTrue(lag.source(later).isZero());
            List<String> warnings = lines.taken().stream()
                    .filter(line -> line.contains("cannot be asked which transactions"))
                    .toList();
            assertEquals(2, warnings.size(), warnings::toString);
            assertTrue(warnings.get(0).matches("\\[SOURCE_CAPTURE]WARN: .* alone: no room"), warnings.get(0));
            assertTrue(warnings.get(1).endsWith(" alone: gone"), warnings.get(1));
        }
    }

    /** Its answer may come when the next stream has begun. */
    @Test
    void whatIsAnsweredAfterTheEndIsDropped() {
        ChangeLag lag = new ChangeLag();
        Queue<Supplier<List<OpenTransaction>>> answers = new ArrayDeque<>();
        OpenTransactions transactions = asking(answers, lag);
        try (LogLines lines = LogLines.ofNode()) {
            answers.add(() -> {
                transactions.close();
                return List.of(new OpenTransaction("1", Optional.empty()));
            });
            answers.add(() -> {
                throw ConnectorException.recoverable("after the end", null);
            });
            transactions.ask();
            transactions.ask();

            assertTrue(lag.source(Instant.now().plusSeconds(3600)).isZero());
            assertTrue(lines.taken().stream().noneMatch(line -> line.contains("after the end")));
        }
    }

    private static OpenTransactions asking(Queue<Supplier<List<OpenTransaction>>> answers, ChangeLag lag) {
        return new OpenTransactions(
                () -> answers.remove().get(),
                lag,
                new RunLog(Runs.TASK, Optional.empty(), ""),
                Runnable::run,
                Clock.systemUTC());
    }

    private void growsUntilTheCommit(RealDatabase from) throws SQLException {
        from.run("create table shop.orders (id int primary key)", "insert into shop.orders values (1)");
        try (Runs runs = new Runs(spill);
                Connection writer = from.database().connect();
                Statement writes = writer.createStatement()) {
            runs.between(from.side(), RealDatabase.postgres("open_to").side());
            Started run = runs.start(Start.FRESH);
            run.expect(RunReport.LoadFinished.class);
            ChangeLag lag = run.view.meter().lag();

            writer.setAutoCommit(false);
            writes.execute("insert into shop.orders values (2)");
            Instant wrote = Instant.now();

            eventually(
                    () -> "latency " + lag.source(wrote),
                    () -> lag.source(Instant.now()).compareTo(Duration.ofSeconds(1)) > 0);
            Instant later = Instant.now().plusSeconds(3600);
            assertTrue(lag.source(later).compareTo(Duration.ofHours(1)) > 0, "it grows: " + lag.source(later));
            assertTrue(lag.source(later).compareTo(Duration.ofMinutes(62)) < 0, "from its begin: " + lag.source(later));
            assertTrue(lag.target(later).compareTo(lag.source(later)) >= 0);
            writer.commit();

            eventually(
                    () -> "latency " + lag.target(Instant.now()),
                    () -> lag.target(Instant.now()).isZero());
            run.stop();
        }
    }
}
