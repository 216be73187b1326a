package io.dmslocal.engine.run.stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BlockingThreadsTest {

    private final ThreadPoolExecutor pool = pool(3);

    private static ThreadPoolExecutor pool(int most) {
        return BlockingThreads.pool(most, 10_000, Thread::new);
    }

    @AfterEach
    void stop() {
        pool.shutdownNow();
    }

    @Test
    void workThatComesOneAfterTheOtherStaysOnFewThreads() throws InterruptedException {
        Set<Thread> threads = ConcurrentHashMap.newKeySet();
        ThreadPoolExecutor large = pool(512);
        for (int i = 0; i < 100; i++) {
            Semaphore done = new Semaphore(0);
            large.execute(() -> {
                threads.add(Thread.currentThread());
                done.release();
            });
            done.acquire();
        }
        large.shutdown();
        assertTrue(
                threads.size() < 50,
                () -> threads.size() + " threads used"); // some are not yet idle when the next work comes
    }

    @Test
    void whatCannotBeTakenAtOnceGetsAThreadAndThenWaits() throws InterruptedException {
        CountDownLatch gate = new CountDownLatch(1);
        CountDownLatch begun = new CountDownLatch(3);
        CountDownLatch done = new CountDownLatch(10);
        for (int i = 0; i < 10; i++) {
            pool.execute(() -> {
                begun.countDown();
                await(gate);
                done.countDown();
            });
        }
        assertTrue(begun.await(10, TimeUnit.SECONDS), "Three pieces of work run at once");
        assertEquals(7, pool.getQueue().size());
        assertEquals(3, pool.getPoolSize());
        gate.countDown();
        assertTrue(done.await(10, TimeUnit.SECONDS), "The rest runs when threads are free");
    }

    @Test
    void aStoppedPoolTakesNothing() {
        pool.shutdown();
        assertThrows(RejectedExecutionException.class, () -> pool.execute(() -> {}));
    }

    private static void await(CountDownLatch gate) {
        try {
            gate.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
