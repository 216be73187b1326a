package io.dmslocal.engine.connector.debezium;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dmslocal.engine.connector.spi.ConnectorLog;
import io.dmslocal.engine.settings.EndpointSettings;
import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class DebeziumReaderTest {

    private static final EndpointSettings ENDPOINT =
            new EndpointSettings("arn", "postgres", "127.0.0.1", 1, "u", "p", "d", "none", "", Map.of());

    private final AtomicBoolean closed = new AtomicBoolean();

    @Test
    void aReaderThatCannotBeMadeLeavesNothingBehind() {
        Dialect dialect = withoutConfiguration();
        long number = Long.parseLong(OpenCaptures.add(dialect));
        OpenCaptures.remove(Long.toString(number));

        IllegalStateException why = assertThrows(
                IllegalStateException.class,
                () -> new DebeziumReader(ENDPOINT, "capture", dialect, ConnectorLog.OF_NODE).close());

        assertEquals("no configuration", why.getMessage());
        assertTrue(closed.get());
        assertThrows(IllegalStateException.class, () -> OpenCaptures.get(number + 1));
    }

    /** All that it can do is to be closed. */
    private Dialect withoutConfiguration() {
        return (Dialect) Proxy.newProxyInstance(
                Dialect.class.getClassLoader(), new Class<?>[] {Dialect.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("close")) {
                        closed.set(true);
                        return null;
                    }
                    throw new IllegalStateException("no configuration");
                });
    }
}
