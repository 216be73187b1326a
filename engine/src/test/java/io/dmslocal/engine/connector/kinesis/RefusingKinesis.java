package io.dmslocal.engine.connector.kinesis;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/** Stands before a real Kinesis and refuses some records of each call for exceeded throughput, as a busy shard does. */
final class RefusingKinesis implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final URI behind;
    private final Predicate<JsonNode> refused;
    private final List<List<JsonNode>> calls = Collections.synchronizedList(new ArrayList<>());
    private final AtomicInteger refusals = new AtomicInteger();
    private final HttpClient client = HttpClient.newHttpClient();
    private final HttpServer server;

    /** @param refused share of the records, 0 to 1 */
    RefusingKinesis(URI behind, double refused) {
        this(behind, share(refused));
    }

    /** @param refused which records, as they stand in the request */
    RefusingKinesis(URI behind, Predicate<JsonNode> refused) {
        this.behind = behind;
        this.refused = refused;
        try {
            this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(Executors.newCachedThreadPool());
        server.createContext("/", this::handle);
        server.start();
    }

    private static Predicate<JsonNode> share(double refused) {
        Random random = new Random(11);
        return ignored -> random.nextDouble() < refused;
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** The records of each call, refused ones too. */
    List<List<JsonNode>> calls() {
        return List.copyOf(calls);
    }

    int refusals() {
        return refusals.get();
    }

    private void handle(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readAllBytes();
        String target = exchange.getRequestHeaders().getFirst("X-Amz-Target");
        byte[] answer = target != null && target.endsWith(".PutRecords")
                ? putRecords(exchange, (ObjectNode) JSON.readTree(body))
                : forward(exchange, body);
        exchange.getResponseHeaders().set("Content-Type", "application/x-amz-json-1.1");
        exchange.sendResponseHeaders(200, answer.length);
        exchange.getResponseBody().write(answer);
        exchange.close();
    }

    private byte[] putRecords(HttpExchange exchange, ObjectNode request) throws IOException {
        ArrayNode all = (ArrayNode) request.get("Records");
        ArrayNode taken = JSON.createArrayNode();
        boolean[] isTaken = new boolean[all.size()];
        List<JsonNode> call = new ArrayList<>();
        all.forEach(call::add);
        calls.add(call);
        for (int i = 0; i < all.size(); i++) {
            isTaken[i] = !refused.test(all.get(i));
            if (isTaken[i]) {
                taken.add(all.get(i));
            }
        }
        refusals.addAndGet(all.size() - taken.size());
        request.set("Records", taken);
        JsonNode results = taken.isEmpty()
                ? JSON.createArrayNode()
                : JSON.readTree(forward(exchange, JSON.writeValueAsBytes(request)))
                        .get("Records");
        ArrayNode answers = JSON.createArrayNode();
        int next = 0;
        for (boolean is : isTaken) {
            answers.add(
                    is
                            ? results.get(next++)
                            : JSON.createObjectNode()
                                    .put("ErrorCode", "ProvisionedThroughputExceededException")
                                    .put(
                                            "ErrorMessage",
                                            "Rate exceeded for shard shardId-000000000001 in stream "
                                                    + request.path("StreamName").asText()
                                                    + " under account 123456789012."));
        }
        return JSON.writeValueAsBytes(JSON.createObjectNode()
                .put("FailedRecordCount", all.size() - taken.size())
                .set("Records", answers));
    }

    private byte[] forward(HttpExchange exchange, byte[] body) throws IOException {
        HttpRequest.Builder request = HttpRequest.newBuilder(behind).POST(HttpRequest.BodyPublishers.ofByteArray(body));
        for (String header : new String[] {"X-Amz-Target", "X-Amz-Date", "Authorization", "Content-Type"}) {
            String value = exchange.getRequestHeaders().getFirst(header);
            if (value != null) {
                request.header(header, value);
            }
        }
        try {
            return client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray())
                    .body();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
