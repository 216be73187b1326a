package io.dmslocal.persistence.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

class GroupCommitTest {

    private final Queue<Runnable> threads = new ArrayDeque<>();
    private final List<List<String>> commits = new ArrayList<>();
    private boolean reachable = true;
    private final GroupCommit<String> journal = new GroupCommit<>(this::connection, this::write, threads::add, 1);

    @Test
    void whatCameMeanwhileSharesACommit() {
        var first = write("a");
        var second = write("b", "c");
        assertFalse(first.isDone());

        threads.remove().run();

        assertEquals(List.of(List.of("a", "b", "c")), commits);
        assertTrue(first.isDone() && second.isDone());
        assertTrue(threads.isEmpty());
    }

    @Test
    void whoComesAfterTheLastCommitIsWrittenToo() {
        write("a");
        threads.remove().run();
        var second = write("b");

        threads.remove().run();

        assertEquals(List.of(List.of("a"), List.of("b")), commits);
        assertTrue(second.isDone());
    }

    @Test
    void oneThatCannotBeWrittenDoesNotTakeTheOthersWithIt() {
        var good = write("a");
        var bad = write("bad");
        var alsoGood = write("b");

        threads.remove().run();

        assertEquals(List.of(List.of("a"), List.of("b")), commits);
        assertTrue(good.isDone() && alsoGood.isDone());
        assertEquals(
                "no bad ones",
                assertThrows(CompletionException.class, bad::join).getCause().getMessage());
    }

    @Test
    void withoutADatabaseAllFailAndTheNextTriesAgain() {
        reachable = false;
        var lost = write("a");
        threads.remove().run();
        assertThrows(CompletionException.class, lost::join);

        reachable = true;
        var next = write("b");
        threads.remove().run();

        assertTrue(next.isDone());
        assertEquals(List.of(List.of("b")), commits);
    }

    private CompletableFuture<Void> write(String... items) {
        return journal.write(List.of(items)).toCompletableFuture();
    }

    private Connection connection() throws SQLException {
        if (!reachable) {
            throw new SQLException("away");
        }
        return DriverManager.getConnection("jdbc:h2:mem:");
    }

    private void write(Connection connection, List<String> items) throws SQLException {
        if (items.contains("bad")) {
            throw new SQLException("no bad ones");
        }
        commits.add(items);
    }
}
