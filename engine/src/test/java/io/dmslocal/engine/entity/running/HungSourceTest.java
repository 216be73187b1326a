package io.dmslocal.engine.entity.running;

import static io.dmslocal.engine.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.dmslocal.engine.connector.Connectors;
import io.dmslocal.engine.connector.postgres.PostgresConnector;
import io.dmslocal.engine.connector.postgres.PostgresServer;
import io.dmslocal.engine.connector.postgres.SilentProxy;
import io.dmslocal.engine.model.Outcome;
import io.dmslocal.engine.settings.EndpointSettings;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A source that hangs while a task goes. */
class HungSourceTest {

    private final ExecutorService threads = Executors.newCachedThreadPool();

    @AfterEach
    void stopThreads() {
        threads.shutdownNow();
    }

    @Test
    void aSourceThatSaysNothingKeepsNobodyWaiting() throws IOException {
        try (SilentProxy way = new SilentProxy(PostgresServer.shared().port())) {
            EndpointSettings source =
                    way.before(PostgresServer.shared().database("left").endpoint());
            way.fallSilent();
            SourceCaptures captures = new SourceCaptures(
                    arn -> CompletableFuture.completedFuture(Outcome.done(source)),
                    new Connectors(List.of(new PostgresConnector())),
                    threads,
                    Duration.ofMillis(200));

            CompletableFuture<SourceCaptures.Result> ended = captures.end(
                            new Leftover(source.endpointArn(), "arn:task", "dms_left", "", ""))
                    .toCompletableFuture();

            eventually(
                    () -> "the source is waited for", Duration.ofSeconds(20), ended::isDone); // a login may take 30 s
            SourceCaptures.StillLeft left = assertInstanceOf(SourceCaptures.StillLeft.class, ended.join());
            assertEquals("dms_left", left.left().captureName());
        }
    }
}
