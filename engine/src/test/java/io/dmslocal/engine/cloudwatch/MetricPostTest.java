package io.dmslocal.engine.cloudwatch;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.sun.net.httpserver.HttpServer;
import io.dmslocal.engine.cloudwatch.MetricPost.Datum;
import io.dmslocal.engine.metrics.Machine;
import io.dmslocal.engine.model.Arn;
import io.dmslocal.engine.run.MeteredRuns;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

class MetricPostTest {

    @Test
    void manyDataGoInSeveralCalls() throws IOException {
        List<Integer> sizes = new CopyOnWriteArrayList<>();
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            sizes.add(body.split("MetricName=", -1).length - 1);
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        server.start();
        try {
            URI endpoint = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
            MetricPost post = new MetricPost(new MeteredRuns(), new Machine(Path.of(".")), endpoint, Clock.systemUTC());
            Datum datum = new Datum("CDCLatencySource", "Seconds", 1, Map.of("ReplicationTaskIdentifier", "TTT"));

            post.put(
                    Arn.parse("arn:aws:dms:eu-west-1:123456789012:task:TTT")
                            .orElseThrow()
                            .scope(),
                    Collections.nCopies(1_001, datum));
        } finally {
            server.stop(0);
        }
        assertEquals(List.of(500, 500, 1), sizes);
    }
}
