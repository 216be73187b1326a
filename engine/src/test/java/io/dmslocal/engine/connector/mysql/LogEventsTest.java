package io.dmslocal.engine.connector.mysql;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.dmslocal.engine.connector.mysql.wire.Packet;
import io.dmslocal.engine.record.Change;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Events of which no server of the tests makes one. */
class LogEventsTest {

    private static final int HEADER = 19;
    private static final int BODY = 42;
    private static final LogPosition START = new LogPosition("log.000001", 4);

    private final LogEvents events = new LogEvents(null, null, START, START, false, (table, column) -> false);

    @ParameterizedTest
    @ValueSource(ints = {33, 34, 42})
    void anIdentifierOpensATransaction(int type) throws IOException {
        take(type);

        assertEquals(
                Optional.empty(), events.takePassed(), "a place behind the identifier is inside of its transaction");
    }

    @Test
    void betweenTransactionsThePlaceMovesOn() throws IOException {
        int ignorable = 28;

        take(ignorable);

        assertEquals(Optional.of(new LogPosition("log.000001", 4 + HEADER + BODY)), events.takePassed());
    }

    private void take(int type) throws IOException {
        ByteBuffer event = ByteBuffer.allocate(HEADER + BODY).order(ByteOrder.LITTLE_ENDIAN);
        event.putInt(1_700_000_000)
                .put((byte) type)
                .putInt(1)
                .putInt(HEADER + BODY)
                .putInt(4 + HEADER + BODY);
        List<Change> told = new ArrayList<>();
        events.take(Packet.of(event.array()), told);
        assertEquals(List.of(), told);
    }
}
