package io.dmslocal.engine.run.stream;

import akka.dispatch.DispatcherPrerequisites;
import akka.dispatch.ExecutorServiceConfigurator;
import akka.dispatch.ExecutorServiceFactory;
import akka.dispatch.MonitorableThreadFactory;
import com.typesafe.config.Config;
import java.util.concurrent.LinkedTransferQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The threads of the blocking dispatcher: work goes to an idle thread, to a new one when none is idle, and waits when there are as many as there may be.
 * Akka's own pool of fixed size makes a new thread for every piece of work until all are there, and then takes turns among them: each batch of a load would run on
 * another thread, with buffers of its own for the socket. Named in {@code reference.conf}, made by reflection.
 */
public final class BlockingThreads extends ExecutorServiceConfigurator {

    private final int most;
    private final long keepAliveMillis;

    /** @param config keys {@code max-threads} and {@code keep-alive-time} */
    public BlockingThreads(Config config, DispatcherPrerequisites prerequisites) {
        super(config, prerequisites);
        most = config.getInt("max-threads");
        keepAliveMillis = config.getDuration("keep-alive-time", TimeUnit.MILLISECONDS);
    }

    @Override
    public ExecutorServiceFactory createExecutorServiceFactory(String id, ThreadFactory threads) {
        ThreadFactory named = threads instanceof MonitorableThreadFactory monitorable
                ? monitorable.withName(monitorable.name() + "-" + id)
                : threads;
        return () -> pool(most, keepAliveMillis, named);
    }

    static ThreadPoolExecutor pool(int most, long keepAliveMillis, ThreadFactory threads) {
        IdleFirst waiting = new IdleFirst();
        return new ThreadPoolExecutor(
                0,
                most,
                keepAliveMillis,
                TimeUnit.MILLISECONDS,
                waiting,
                threads,
                (work, pool) -> wait(work, waiting, pool));
    }

    /** All threads are busy, as it seems. */
    private static void wait(Runnable work, IdleFirst waiting, ThreadPoolExecutor pool) {
        if (pool.isShutdown()) {
            throw new RejectedExecutionException("The threads for connectors are shut down");
        }
        waiting.keep(work);
        if (pool.getPoolSize() < pool.getMaximumPoolSize() && waiting.remove(work)) {
            pool.execute(work); // a thread ended at that moment: there may be none that would look
        }
    }

    /** Takes work at once only when a thread is waiting for it; else the pool makes a thread or, when it may not, lets the work wait here. */
    private static final class IdleFirst extends LinkedTransferQueue<Runnable> {

        private static final long serialVersionUID = 1;

        @Override
        public boolean offer(Runnable work) {
            return tryTransfer(work);
        }

        void keep(Runnable work) {
            super.offer(work); // add and put may come back to the offer above, as Java's version has it
        }
    }
}
