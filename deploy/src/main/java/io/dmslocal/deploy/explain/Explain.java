package io.dmslocal.deploy.explain;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dmslocal.deploy.process.NodeProcess;
import io.dmslocal.engine.connector.Connectors;
import io.dmslocal.engine.connector.spi.ConnectorException;
import io.dmslocal.engine.explain.Explainer;
import io.dmslocal.engine.explain.Explanation;
import io.dmslocal.engine.explain.ExplanationJson;
import io.dmslocal.engine.explain.ExplanationText;
import io.dmslocal.engine.explain.Question;
import io.dmslocal.engine.explain.QuestionReader;
import io.dmslocal.engine.model.Fault;
import io.dmslocal.engine.model.NotJson;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** The process: reads the documents, asks, prints the report; exit code 1 and a sentence when there is none. */
public final class Explain {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final URI NODE = URI.create("http://127.0.0.1:4566");
    /** Longer than a node's own patience with a source. */
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private Explain() {}

    public static void main(String[] arguments) {
        NodeProcess.keepLibrariesQuiet();
        try {
            String report = report(arguments);
            PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
            out.print(report);
            out.flush();
        } catch (ExplainFailure e) {
            System.err.println("dms-local: " + e.getMessage());
            System.exit(1);
        }
    }

    /** What is printed. */
    public static String report(String... arguments) {
        ExplainOptions options = ExplainOptions.of(arguments);
        byte[] question = question(options).toString().getBytes(StandardCharsets.UTF_8);
        return options.needsNode() ? asked(options, question) : workedOut(options, question);
    }

    private static ObjectNode question(ExplainOptions options) {
        ObjectNode question = JSON.createObjectNode();
        question.put("tableMappings", text(options.mappings()));
        options.source().ifPresent(arn -> question.put("sourceEndpointArn", arn));
        options.catalogue().ifPresent(file -> question.set("source", json(file)));
        options.target()
                .ifPresent(name ->
                        question.put(options.isTargetEndpoint() ? "targetEndpointArn" : "targetEngineName", name));
        options.settings().ifPresent(file -> question.put("taskSettings", text(file)));
        options.migrationType().ifPresent(type -> question.put("migrationType", type));
        if (options.rows() > 0) {
            question.put("sampleRows", options.rows());
        }
        return question;
    }

    /** Neither side is an endpoint: nobody need be asked. */
    private static String workedOut(ExplainOptions options, byte[] body) {
        Question question = QuestionReader.read(body).fold(read -> read, Explain::refuse);
        try {
            Explanation explanation = new Explainer(Connectors.all(Optional.empty()))
                    .explain(
                            question,
                            Explainer.written((Question.Catalogue) question.source()),
                            Explainer.written(question.target()));
            return options.isJson()
                    ? ExplanationJson.of(explanation).toPrettyString() + "\n"
                    : ExplanationText.of(explanation);
        } catch (ConnectorException e) {
            throw new ExplainFailure(e.getMessage());
        }
    }

    private static <T> T refuse(Fault fault) {
        throw new ExplainFailure(fault.message());
    }

    private static String asked(ExplainOptions options, byte[] body) {
        URI node = options.url().orElse(NODE);
        URI route = node.resolve("/_dms/mappings/explain?format=" + (options.isJson() ? "json" : "text"));
        HttpRequest request = HttpRequest.newBuilder(route)
                .timeout(PATIENCE)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                .build();
        try {
            HttpResponse<String> answer = HttpClient.newHttpClient()
                    .send(request, HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
            if (answer.statusCode() == 200) {
                return answer.body();
            }
            throw new ExplainFailure(message(answer.body()));
        } catch (IOException e) {
            throw new ExplainFailure("No answer from " + node + " ("
                    + (e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage())
                    + "); start dms-local, or say where it listens with --url");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ExplainFailure("Interrupted while waiting for " + node);
        }
    }

    private static String message(String body) {
        try {
            return JSON.readTree(body).path("message").asText(body);
        } catch (JsonProcessingException noJson) {
            return body;
        }
    }

    private static JsonNode json(String file) {
        try {
            return JSON.readTree(text(file));
        } catch (JsonProcessingException e) {
            throw new ExplainFailure(file + " is not JSON: " + NotJson.words(e));
        }
    }

    private static String text(String file) {
        try {
            byte[] bytes = file.equals("-") ? System.in.readAllBytes() : Files.readAllBytes(Path.of(file));
            return new String(bytes, StandardCharsets.UTF_8);
        } catch (NoSuchFileException e) {
            throw new ExplainFailure("There is no file " + file);
        } catch (IOException e) {
            throw new ExplainFailure(file + " cannot be read: " + e.getMessage());
        }
    }
}
