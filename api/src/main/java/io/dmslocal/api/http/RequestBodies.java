package io.dmslocal.api.http;

import akka.http.javadsl.model.HttpEntity;
import akka.http.javadsl.model.RequestEntity;
import akka.stream.Materializer;
import akka.util.ByteString;
import io.dmslocal.api.protocol.JsonBody;
import java.io.ByteArrayOutputStream;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Collects a request's bytes. What exceeds the limit is read and dropped, so that a client that writes before it reads gets its 413 and keeps
 * its connection.
 */
final class RequestBodies {

    /** Bytes read of a body that is too large before the connection is given up. */
    private static final long PATIENCE = 64L * 1024 * 1024;

    private RequestBodies() {}

    /** The body; one byte more than the limit when it is too large. Fails when the client breaks off. */
    static CompletionStage<byte[]> read(RequestEntity entity, Materializer materializer) {
        if (entity instanceof HttpEntity.Strict strict) {
            return CompletableFuture.completedFuture(strict.getData().toArrayUnsafe());
        }
        return entity.withSizeLimit(PATIENCE)
                .getDataBytes()
                .runFold(new ByteArrayOutputStream(), RequestBodies::add, materializer)
                .thenApply(ByteArrayOutputStream::toByteArray);
    }

    private static ByteArrayOutputStream add(ByteArrayOutputStream collected, ByteString bytes) {
        int room = JsonBody.LIMIT + 1 - collected.size();
        byte[] taken = bytes.take(room).toArrayUnsafe();
        collected.write(taken, 0, taken.length);
        return collected;
    }
}
