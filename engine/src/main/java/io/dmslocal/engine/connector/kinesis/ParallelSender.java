package io.dmslocal.engine.connector.kinesis;

import io.dmslocal.engine.connector.messages.Message;
import io.dmslocal.engine.connector.spi.ConnectorException;
import io.dmslocal.engine.connector.spi.Target.Senders;
import io.dmslocal.engine.record.TableId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Several threads that send side by side, each with queues of its own. A partition key has one queue and so one thread: its records keep their order, those of
 * different keys do not. Whoever brings a record to a full queue waits.
 *
 * <p>Source: "Target metadata task settings" (ParallelLoadThreads, ParallelLoadBufferSize, ParallelLoadQueuesPerThread and the same of apply), AWS DMS user
 * guide.
 */
final class ParallelSender implements Sender {

    /** Records that a thread takes from its queues at once: those of one call. */
    private static final int MOST_TAKEN = 500;

    private record Waiting(TableId table, Message message) {}

    private final int buffer;
    private final List<Worker> workers = new ArrayList<>();
    // under the lock of this
    private final List<Deque<Waiting>> queues = new ArrayList<>();
    private long underWay;
    private long acknowledged;
    private boolean ended;
    private Optional<RuntimeException> failure = Optional.empty();

    /** @param senders how many threads, and how much waits for each */
    ParallelSender(StreamClient stream, Senders senders) {
        this(() -> new RecordSender(stream), senders);
    }

    /** @param each makes the sender of one thread */
    ParallelSender(Supplier<Sender> each, Senders senders) {
        this.buffer = senders.bufferSize();
        for (int i = 0; i < senders.threads() * senders.queuesPerThread(); i++) {
            queues.add(new ArrayDeque<>());
        }
        for (int i = 0; i < senders.threads(); i++) {
            workers.add(new Worker(each.get(), i, senders.threads()));
        }
        workers.forEach(Worker::start);
    }

    @Override
    public synchronized void send(TableId table, Message message) {
        Deque<Waiting> queue =
                queues.get(Math.floorMod(RecordSender.key(message).hashCode(), queues.size()));
        while (queue.size() >= buffer && failure.isEmpty()) {
            await();
        }
        failIfBroken();
        queue.add(new Waiting(table, message));
        underWay++;
        notifyAll();
    }

    @Override
    public synchronized void flush() {
        while (underWay > 0 && failure.isEmpty()) {
            await();
        }
        failIfBroken();
    }

    @Override
    public void forget() {
        synchronized (this) {
            ended = true;
            queues.forEach(Deque::clear);
            underWay = 0;
            notifyAll();
        }
        workers.forEach(Thread::interrupt);
    }

    @Override
    public synchronized long acknowledged() {
        return acknowledged;
    }

    private void failIfBroken() {
        if (failure.isPresent()) {
            throw failure.get();
        }
        if (ended) {
            throw new IllegalStateException("Nobody sends any more: what was not sent is forgotten");
        }
    }

    private void await() {
        try {
            wait();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw ConnectorException.recoverable("Interrupted while a stream took records.", e);
        }
    }

    /** What waits in one thread's queues; waits for some. Empty at the end. */
    private synchronized List<Waiting> take(int worker, int workersInAll) throws InterruptedException {
        List<Waiting> taken = new ArrayList<>();
        while (!ended && failure.isEmpty()) {
            for (int i = worker; i < queues.size(); i += workersInAll) {
                Deque<Waiting> queue = queues.get(i);
                while (!queue.isEmpty() && taken.size() < MOST_TAKEN) {
                    taken.add(queue.poll());
                }
            }
            if (!taken.isEmpty()) {
                notifyAll(); // there is room
                return taken;
            }
            wait();
        }
        return List.of();
    }

    private synchronized void settled(int records) {
        acknowledged += records;
        underWay -= records;
        notifyAll();
    }

    private synchronized void failed(RuntimeException cause) {
        if (!ended) {
            failure = failure.or(() -> Optional.of(cause));
        }
        notifyAll();
    }

    private final class Worker extends Thread {

        private final Sender sender;
        private final int number;
        private final int inAll;

        Worker(Sender sender, int number, int inAll) {
            super("kinesis-sender-" + number);
            setDaemon(true);
            this.sender = sender;
            this.number = number;
            this.inAll = inAll;
        }

        @Override
        public void run() {
            try {
                for (List<Waiting> some = take(number, inAll); !some.isEmpty(); some = take(number, inAll)) {
                    some.forEach(record -> sender.send(record.table(), record.message()));
                    sender.flush();
                    settled(some.size());
                }
            } catch (InterruptedException e) {
                // asked to end
            } catch (RuntimeException e) {
                failed(e);
            } catch (Throwable e) { // whoever waits for this thread's records would wait for ever
                failed(new IllegalStateException("A thread that sends to a stream broke: " + e, e));
            }
        }
    }
}
