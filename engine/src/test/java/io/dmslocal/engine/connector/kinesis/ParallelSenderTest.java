package io.dmslocal.engine.connector.kinesis;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.dmslocal.engine.connector.messages.Message;
import io.dmslocal.engine.connector.spi.Target.Senders;
import io.dmslocal.engine.record.TableId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class ParallelSenderTest {

    /** Out of memory, as no server brings it about. */
    private static final class Exhausted implements Sender {

        @Override
        public void send(TableId table, Message message) {
            throw new OutOfMemoryError("none left");
        }

        @Override
        public void flush() {}

        @Override
        public void forget() {}

        @Override
        public long acknowledged() {
            return 0;
        }
    }

    @Test
    @Timeout(30)
    void a_thread_that_breaks_fails_whoever_waits_for_it() {
        ParallelSender sender = new ParallelSender(Exhausted::new, new Senders(1, 10, 1));
        try {
            sender.send(new TableId("shop", "orders"), new Message("1", new byte[0]));

            Throwable failure = assertThrows(IllegalStateException.class, sender::flush);
            assertInstanceOf(OutOfMemoryError.class, failure.getCause());
        } finally {
            sender.forget();
        }
    }
}
