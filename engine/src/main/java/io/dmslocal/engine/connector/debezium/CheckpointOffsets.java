package io.dmslocal.engine.connector.debezium;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import org.apache.kafka.connect.runtime.WorkerConfig;
import org.apache.kafka.connect.storage.OffsetBackingStore;
import org.apache.kafka.connect.util.Callback;

/**
 * Debezium's offsets: at first made of the position in the run's checkpoint, then what Debezium was told to be done, which it asks for again to tell the
 * source. That is in the checkpoint before it comes here, so that keeping it for longer than the reader lives would only make a second truth. Made
 * by Debezium.
 */
public final class CheckpointOffsets implements OffsetBackingStore {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Map<ByteBuffer, ByteBuffer> done = new ConcurrentHashMap<>();
    private Dialect dialect;

    @Override
    public void configure(WorkerConfig config) {
        dialect = OpenCaptures.get(config.originals().get("offset.storage." + OpenCaptures.KEY));
    }

    @Override
    public void start() {}

    @Override
    public void stop() {}

    @Override
    public Future<Map<ByteBuffer, ByteBuffer>> get(Collection<ByteBuffer> keys) {
        try {
            ByteBuffer first = ByteBuffer.wrap(JSON.writeValueAsBytes(dialect.offset()));
            Map<ByteBuffer, ByteBuffer> found = new HashMap<>();
            keys.forEach(key -> found.put(key, done.getOrDefault(key, first).duplicate()));
            return CompletableFuture.completedFuture(found);
        } catch (JsonProcessingException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    @Override
    public Future<Void> set(Map<ByteBuffer, ByteBuffer> values, Callback<Void> callback) {
        done.putAll(values);
        callback.onCompletion(null, null);
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public Set<Map<String, Object>> connectorPartitions(String connectorName) {
        return Set.of();
    }
}
