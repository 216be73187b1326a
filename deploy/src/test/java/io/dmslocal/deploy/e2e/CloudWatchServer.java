package io.dmslocal.deploy.e2e;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** As much of CloudWatch and CloudWatch Logs as notes what it is told; streams are to be made before they are written. */
final class CloudWatchServer implements AutoCloseable {

    private final HttpServer server;
    private final List<String> operations = new CopyOnWriteArrayList<>();
    private final List<String> bodies = new CopyOnWriteArrayList<>();
    private volatile boolean isStreamMade;

    CloudWatchServer() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/", this::answer);
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** {@code PutLogEvents {"logGroupName":...}}, {@code PutMetricData Action=...}. */
    List<String> calls(String operation) {
        return bodies.stream().filter(body -> body.startsWith(operation + " ")).toList();
    }

    List<String> operations() {
        return operations;
    }

    private void answer(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        String target = exchange.getRequestHeaders().getFirst("X-Amz-Target");
        String operation = target == null ? "PutMetricData" : target.substring(target.indexOf('.') + 1);
        boolean isMissing = operation.equals("PutLogEvents") && !isStreamMade;
        isStreamMade |= operation.equals("CreateLogStream");
        operations.add(operation);
        if (!isMissing) {
            bodies.add(operation + " " + (target == null ? URLDecoder.decode(body, StandardCharsets.UTF_8) : body));
        }
        byte[] answer =
                (isMissing ? "{\"__type\":\"ResourceNotFoundException\"}" : "{}").getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(isMissing ? 400 : 200, answer.length);
        exchange.getResponseBody().write(answer);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
