package io.dmslocal.persistence.journal;

import com.typesafe.config.Config;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The database that holds the journal and all that must be as safe as it: a small pool beside the one that Akka Persistence writes through.
 * Thread-safe; blocking.
 */
public final class JournalDatabase implements AutoCloseable {

    /** Which SQL the database speaks. */
    public enum Dialect {
        H2,
        POSTGRESQL
    }

    /** Work on a connection; nothing is committed when it throws. */
    public interface Work<T> {
        T on(Connection connection) throws SQLException;
    }

    private static final Logger LOG = LoggerFactory.getLogger(JournalDatabase.class);

    /** As long as H2 usually needs for a hundred times as much. */
    private static final Duration FLUSH = Duration.ofSeconds(10);

    private final Dialect dialect;
    private final String url;
    private final HikariDataSource pool;
    private final Optional<DiskRoom> room;

    /** Where H2 is told to write its file: it may wait for room without an end, and who asked for it should not. */
    private final ExecutorService flushing = Executors.newSingleThreadExecutor(flush -> {
        Thread thread = new Thread(flush, "journal-flush");
        thread.setDaemon(true);
        return thread;
    });

    private JournalDatabase(String url, String user, String password, int connections, Optional<DiskRoom> room) {
        this.url = url;
        this.room = room;
        this.dialect = dialect(url);
        HikariConfig config = new HikariConfig();
        config.setPoolName("journal");
        config.setJdbcUrl(url);
        config.setUsername(user);
        config.setPassword(password);
        config.setMaximumPoolSize(connections);
        config.setMinimumIdle(1);
        config.setAutoCommit(false);
        config.setConnectionTimeout(Duration.ofSeconds(30).toMillis());
        config.setInitializationFailTimeout(-1); // no connection before the first use
        if (dialect == Dialect.H2) {
            config.setConnectionInitSql("call recall_tail()");
        }
        pool = new HikariDataSource(config);
        room.ifPresent(DiskRoom::opened);
    }

    /** From {@code dms-local.persistence.journal}, with its tables made where they were missing. */
    public static JournalDatabase open(Config config) {
        return open(
                config.getString("url"),
                config.getString("user"),
                config.getString("password"),
                config.getInt("connections"));
    }

    /** @param connections at most so many at once */
    public static JournalDatabase open(String url, String user, String password, int connections) {
        Dialect dialect = dialect(url);
        Optional<Tail> tail = Tail.of(url);
        boolean isNew = tail.filter(file -> !file.hasJournal()).isPresent();
        Optional<DiskRoom> room = tail.map(JournalDatabase::room);
        room.ifPresent(DiskRoom::demandToOpen);
        // Not through the pool, which would try for half a minute and then hide the reason.
        try (Connection connection = DriverManager.getConnection(url, user, password)) {
            connection.setAutoCommit(false);
            JournalSchema.create(connection, dialect);
            connection.commit();
            if (dialect == Dialect.H2) {
                settle(connection, url, isNew);
            }
            return new JournalDatabase(url, user, password, connections, room);
        } catch (SQLException e) {
            room.ifPresent(DiskRoom::demandToOpen); // it may have been enough to begin with
            throw new JournalException(
                    "The journal database " + withoutSecrets(url) + " cannot be used: " + e.getMessage(), e);
        } catch (IOException e) {
            throw new JournalException(
                    "The newest events of " + withoutSecrets(url) + " cannot be read: " + e.getMessage(), e);
        }
    }

    private static DiskRoom room(Tail tail) {
        PatientPath.register();
        try {
            Files.createDirectories(tail.file().toAbsolutePath().getParent());
        } catch (IOException e) {
            throw new JournalException("The journal's directory cannot be made: " + e, e);
        }
        return DiskRoom.of(tail.file());
    }

    /** What a killed process had in the tail only goes into the tables. */
    private static synchronized void settle(Connection connection, String url, boolean isNew)
            throws SQLException, IOException {
        Optional<Tail> tail = Tail.of(url);
        if (tail.isPresent() && !isNew) {
            TailRecall.into(connection, tail);
        }
        flush(connection, true);
        if (tail.isPresent()) {
            tail.get().clear();
        }
    }

    /** H2 writes its file now, not within half a second. */
    static void flush(Connection connection, boolean toDisk) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(toDisk ? "checkpoint sync" : "checkpoint");
        }
    }

    public Dialect dialect() {
        return dialect;
    }

    /** Why nothing should be begun that must be written, and what would help; empty while all is well. */
    public Optional<String> shortage() {
        return room.flatMap(DiskRoom::shortage);
    }

    /**
     * Runs the work in a transaction of its own. What it wrote survives the process when this returns.
     *
     * @throws JournalFull when it might not: what was written can be read, and may be gone after the process
     */
    public <T> T transaction(Work<T> work) {
        room.ifPresent(DiskRoom::demand);
        T result = run(work);
        if (dialect == Dialect.H2) {
            flush();
        }
        return result;
    }

    /** Runs work that only reads. */
    public <T> T read(Work<T> work) {
        return run(work);
    }

    private void flush() {
        try {
            CompletableFuture.runAsync(this::flushNow, flushing).get(FLUSH.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            String what = "H2 has not written its file within " + FLUSH.toSeconds() + " s";
            throw room.<JournalException>map(disk -> disk.full(what)).orElseGet(() -> new JournalException(what, e));
        } catch (ExecutionException e) {
            throw e.getCause() instanceof JournalException failure
                    ? failure
                    : new JournalException("H2 cannot write its file: " + e.getCause(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new JournalException("Interrupted while H2 wrote its file", e);
        }
    }

    private void flushNow() {
        run(connection -> {
            flush(connection, false);
            return null;
        });
    }

    private <T> T run(Work<T> work) {
        try (Connection connection = connection()) {
            try {
                T result = work.on(connection);
                connection.commit();
                return result;
            } catch (SQLException | RuntimeException e) {
                connection.rollback();
                throw e;
            }
        } catch (SQLException e) {
            throw new JournalException("The journal database " + withoutSecrets(url) + " failed: " + reason(e), e);
        }
    }

    private Connection connection() throws SQLException {
        return dialect == Dialect.H2 ? LivePool.connection(pool) : pool.getConnection();
    }

    /**
     * Closes an H2 file for good: close it after all others that write to it. Where H2 has given up meanwhile, the connection that closes it finds its file as it
     * was before; the tail has the rest.
     */
    @Override
    public void close() {
        room.ifPresent(DiskRoom::closed); // what waits gives up: the tail has it
        flushing.shutdown();
        pool.close(); // first: a pool that misses a connection would open the file again
        if (dialect == Dialect.H2) {
            try (Connection connection = DriverManager.getConnection(url, pool.getUsername(), pool.getPassword());
                    Statement statement = connection.createStatement()) {
                connection.setAutoCommit(false);
                settle(connection, url, false);
                statement.execute("shutdown");
            } catch (SQLException | IOException e) {
                LOG.warn("H2 did not close in order; what it has not in its file is in the journal's tail", e);
            }
        }
    }

    private static Dialect dialect(String url) {
        if (url.startsWith("jdbc:h2:")) {
            return Dialect.H2;
        }
        if (url.startsWith("jdbc:postgresql:")) {
            return Dialect.POSTGRESQL;
        }
        throw new IllegalArgumentException("dms-local.persistence.journal.url is \"" + url
                + "\"; it must begin with jdbc:h2: or jdbc:postgresql:");
    }

    /** A PostgreSQL URL may carry a password among its parameters. */
    private static String withoutSecrets(String url) {
        int parameters = url.indexOf('?');
        return parameters < 0 ? url : url.substring(0, parameters);
    }

    /** The pool's complaint about a timeout hides why no connection could be made. */
    private static String reason(SQLException e) {
        return e.getCause() == null
                ? e.getMessage()
                : e.getMessage() + " (" + e.getCause().getMessage() + ")";
    }
}
