package io.dmslocal.persistence.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Proxy;
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
    private boolean closes = true;
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
    void whoWaitsHearsBeforeWhatIsDoneAfterwards() {
        List<Boolean> heard = new ArrayList<>();
        List<CompletableFuture<Void>> waiting = new ArrayList<>();
        GroupCommit<String> patient = new GroupCommit<>(
                this::connection,
                new GroupCommit.Write<>() {
                    @Override
                    public void all(Connection connection, List<String> items) {
                        commits.add(items);
                    }

                    @Override
                    public void afterwards(Connection connection) {
                        heard.add(waiting.get(0).isDone());
                    }
                },
                threads::add,
                1);
        waiting.add(patient.write(List.of("a")).toCompletableFuture());

        threads.remove().run();

        assertEquals(List.of(List.of("a")), commits);
        assertEquals(List.of(true), heard);
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

    @Test
    void aConnectionThatDoesNotCloseLeavesOneWriter() {
        closes = false;
        var first = write("a");
        threads.remove().run();
        write("b");
        var third = write("c");

        assertEquals(1, threads.size(), "two would write at the same time");
        threads.remove().run();
        assertTrue(first.isDone() && !first.isCompletedExceptionally() && third.isDone());
    }

    @Test
    void anErrorIsToldAndTheNextIsWritten() {
        var broken = write("error");
        threads.remove().run();
        assertThrows(CompletionException.class, broken::join);

        var next = write("b");
        threads.remove().run();
        next.join();
    }

    private CompletableFuture<Void> write(String... items) {
        return journal.write(List.of(items)).toCompletableFuture();
    }

    private Connection connection() throws SQLException {
        if (!reachable) {
            throw new SQLException("away");
        }
        Connection connection = DriverManager.getConnection("jdbc:h2:mem:");
        return closes ? connection : notClosing(connection);
    }

    private static Connection notClosing(Connection connection) {
        return (Connection) Proxy.newProxyInstance(
                Connection.class.getClassLoader(), new Class<?>[] {Connection.class}, (proxy, method, arguments) -> {
                    Object result = method.invoke(connection, arguments);
                    if (method.getName().equals("close")) {
                        throw new SQLException("it does not close");
                    }
                    return result;
                });
    }

    private void write(Connection connection, List<String> items) throws SQLException {
        if (items.contains("bad")) {
            throw new SQLException("no bad ones");
        }
        if (items.contains("error")) {
            throw new OutOfMemoryError("as if");
        }
        commits.add(items);
    }
}
