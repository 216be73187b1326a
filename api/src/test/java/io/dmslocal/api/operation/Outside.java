package io.dmslocal.api.operation;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;

/** A small server that speaks SNS's query protocol and EventBridge's JSON, and remembers what it was told. */
final class Outside implements AutoCloseable {

    private static final String PUBLISHED = """
            <PublishResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/">
              <PublishResult><MessageId>1</MessageId></PublishResult>
              <ResponseMetadata><RequestId>2</RequestId></ResponseMetadata>
            </PublishResponse>
            """;

    private final HttpServer server;
    private final List<Map<String, String>> published = new CopyOnWriteArrayList<>();
    private final List<String> ruled = new CopyOnWriteArrayList<>();
    private final List<String> put = new CopyOnWriteArrayList<>();
    private volatile boolean isClosed;
    private volatile int refusals;

    Outside() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/", this::answer);
        server.start();
    }

    String endpoint() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** Refuses whatever comes, until it is told otherwise. */
    void refuse(boolean all) {
        isClosed = all;
    }

    int refusals() {
        return refusals;
    }

    /** Parameters of Publish calls to a topic. */
    List<Map<String, String>> published(String topic) {
        return published.stream()
                .filter(call -> topic.equals(call.get("TopicArn")))
                .toList();
    }

    /** Bodies of PutEvents that speak of an account. */
    List<String> put(String account) {
        return put.stream().filter(body -> body.contains(account)).toList();
    }

    /** Bodies of PutRule and PutTargets that speak of something. */
    List<String> ruled(String word) {
        return ruled.stream().filter(body -> body.contains(word)).toList();
    }

    private void answer(HttpExchange call) throws IOException {
        String body = new String(call.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        if (isClosed) {
            refusals++;
            send(call, 503, "<ErrorResponse><Error><Code>ServiceUnavailable</Code></Error></ErrorResponse>");
        } else if (call.getRequestHeaders().containsKey("X-Amz-Target")) {
            bus(call, call.getRequestHeaders().getFirst("X-Amz-Target"), body);
        } else {
            published.add(parameters(body));
            send(call, 200, PUBLISHED);
        }
    }

    private void bus(HttpExchange call, String target, String body) throws IOException {
        if (target.equals("AWSEvents.PutEvents")) {
            put.add(body);
            send(call, 200, "{\"FailedEntryCount\":0,\"Entries\":[{\"EventId\":\"1\"}]}");
        } else {
            ruled.add(body);
            send(call, 200, "{\"FailedEntryCount\":0}");
        }
    }

    private static Map<String, String> parameters(String body) {
        return Arrays.stream(body.split("&"))
                .map(each -> each.split("=", 2))
                .collect(Collectors.toMap(
                        each -> each[0], each -> URLDecoder.decode(each[1], StandardCharsets.UTF_8), (a, b) -> a));
    }

    private static void send(HttpExchange call, int status, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        call.sendResponseHeaders(status, bytes.length);
        try (var out = call.getResponseBody()) {
            out.write(bytes);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
