package io.dmslocal.persistence.journal;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One commit for all that came while the last one was under way. A commit is the dearest part of a write, and costs for a hundred rows what it costs for
 * one. Nobody waits for company: the first to come is written at once.
 *
 * @param <T> what is written
 */
final class GroupCommit<T> {

    interface Connections {
        Connection open() throws SQLException;
    }

    /** Writes and commits all of them, or none and throws. */
    interface Write<T> {
        void all(Connection connection, List<T> items) throws SQLException;

        /** What is still to be done about what was written, when those who waited for it have heard. */
        default void afterwards(Connection connection) {}
    }

    private static final Logger LOG = LoggerFactory.getLogger(GroupCommit.class);

    private record Waiting<T>(List<T> items, CompletableFuture<Void> written) {}

    /** Rows in one commit: bounds what one statement's batch holds in memory. */
    private static final int MOST = 1000;

    private final Connections connections;
    private final Write<T> write;
    private final Executor executor;
    private final int writers;

    /** Guarded by this. */
    private List<Waiting<T>> waiting = new ArrayList<>();

    /** Guarded by this. */
    private int writing;

    /**
     * @param executor whose threads may block
     * @param writers how many commits may be under way at once
     */
    GroupCommit(Connections connections, Write<T> write, Executor executor, int writers) {
        this.connections = connections;
        this.write = write;
        this.executor = executor;
        this.writers = writers;
    }

    /** Completes when the items are committed, all of them; fails when none is. */
    CompletionStage<Void> write(List<T> items) {
        Waiting<T> mine = new Waiting<>(items, new CompletableFuture<>());
        synchronized (this) {
            waiting.add(mine);
            if (writing == writers) {
                return mine.written();
            }
            writing++;
        }
        try {
            executor.execute(this::writeAll);
        } catch (RuntimeException e) {
            ended(e); // the process ends
        }
        return mine.written();
    }

    private void writeAll() {
        boolean isOnDuty = true;
        try (Connection connection = connections.open()) {
            connection.setAutoCommit(false);
            for (List<Waiting<T>> group = next(); !group.isEmpty(); group = next()) {
                write(connection, group);
            }
            isOnDuty = false;
        } catch (SQLException | RuntimeException | Error e) {
            if (isOnDuty) {
                ended(e);
            } else {
                LOG.warn("A connection to the journal does not close; all that was written is safe", e);
            }
        }
    }

    /** Empty when nothing waits: then this writer is off duty. */
    private synchronized List<Waiting<T>> next() {
        List<Waiting<T>> group = new ArrayList<>();
        int rows = 0;
        while (group.size() < waiting.size() && rows < MOST) {
            Waiting<T> each = waiting.get(group.size());
            group.add(each);
            rows += each.items().size();
        }
        waiting = new ArrayList<>(waiting.subList(group.size(), waiting.size()));
        if (group.isEmpty()) {
            writing--;
        }
        return group;
    }

    private void write(Connection connection, List<Waiting<T>> group) {
        List<T> items = group.stream().flatMap(each -> each.items().stream()).toList();
        try {
            write.all(connection, items);
        } catch (SQLException | RuntimeException | Error e) {
            undone(connection, group, e);
            return;
        }
        group.forEach(each -> each.written().complete(null));
        write.afterwards(connection);
    }

    /** One that cannot be written does not take the others with it. */
    private void undone(Connection connection, List<Waiting<T>> group, Throwable failure) {
        try {
            connection.rollback();
        } catch (SQLException e) {
            failure.addSuppressed(e);
            group.forEach(each -> each.written().completeExceptionally(failure));
            return;
        }
        if (group.size() == 1) {
            group.get(0).written().completeExceptionally(failure);
        } else {
            group.forEach(each -> write(connection, List.of(each)));
        }
    }

    /** No connection is to be had. */
    private void ended(Throwable failure) {
        List<Waiting<T>> lost;
        synchronized (this) {
            writing--;
            lost = waiting;
            waiting = new ArrayList<>();
        }
        lost.forEach(each -> each.written().completeExceptionally(failure));
    }
}
