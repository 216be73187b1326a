package io.dmslocal.engine.connector.kinesis;

import static io.dmslocal.engine.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.dmslocal.engine.connector.messages.Message;
import io.dmslocal.engine.connector.spi.Target.Senders;
import io.dmslocal.engine.record.TableId;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How many send at once, and how much waits for them. */
@Timeout(60)
class SenderThreadsTest {

    private static final TableId TABLE = new TableId("shop", "orders");

    private final CountDownLatch answer = new CountDownLatch(1);
    private final AtomicInteger taken = new AtomicInteger();
    private final Set<Thread> sending = ConcurrentHashMap.newKeySet();

    /** Takes records, and hears nothing of them until there is an answer. */
    private final class Stuck implements Sender {

        private long records;

        @Override
        public void send(TableId table, Message message) {
            records++;
            taken.incrementAndGet();
        }

        @Override
        public void flush() {
            sending.add(Thread.currentThread());
            try {
                answer.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        @Override
        public void forget() {
            // nothing is kept
        }

        @Override
        public long acknowledged() {
            return records;
        }
    }

    @AfterEach
    void answerAll() {
        answer.countDown();
    }

    @Test
    void soManyThreadsSendAtTheSameTime() {
        ParallelSender sender = new ParallelSender(Stuck::new, new Senders(3, 10, 1));
        for (String key : new String[] {"a", "b", "c", "d", "e", "f"}) {
            sender.send(TABLE, message(key));
        }

        eventually(() -> "sending: " + sending, () -> sending.size() == 3);
        answer.countDown();
        sender.flush();
        assertEquals(6, sender.acknowledged());
        assertEquals(3, sending.size());
        sender.forget();
    }

    @Test
    void soManyRecordsWaitInAQueueAndWhoBringsOneMoreWaitsToo() {
        ParallelSender sender = new ParallelSender(Stuck::new, new Senders(1, 4, 1));
        sender.send(TABLE, message("a"));
        eventually(() -> "sending: " + sending, () -> sending.size() == 1);
        for (int i = 0; i < 4; i++) {
            sender.send(TABLE, message("a"));
        }

        Thread bringsOneMore = brings(sender, "a");

        eventually(() -> "" + bringsOneMore.getState(), () -> bringsOneMore.getState() == Thread.State.WAITING);
        answer.countDown();
        eventually(() -> "taken: " + taken, () -> taken.get() == 6);
        sender.forget();
    }

    @Test
    void aThreadHasSoManyQueuesEachForKeysOfItsOwn() {
        ParallelSender sender = new ParallelSender(Stuck::new, new Senders(1, 1, 3));
        sender.send(TABLE, message("a"));
        eventually(() -> "sending: " + sending, () -> sending.size() == 1);

        sender.send(TABLE, message("a"));
        sender.send(TABLE, message("b"));
        sender.send(TABLE, message("c")); // three keys in a row: three queues
        Thread bringsOneMore = brings(sender, "c");

        eventually(() -> "" + bringsOneMore.getState(), () -> bringsOneMore.getState() == Thread.State.WAITING);
        answer.countDown();
        eventually(() -> "taken: " + taken, () -> taken.get() == 5);
        sender.forget();
    }

    private static Thread brings(ParallelSender sender, String key) {
        Thread thread = new Thread(() -> sender.send(TABLE, message(key)));
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private static Message message(String key) {
        return new Message(key, new byte[0]);
    }
}
