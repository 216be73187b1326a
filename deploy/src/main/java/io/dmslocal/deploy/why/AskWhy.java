package io.dmslocal.deploy.why;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.dmslocal.deploy.process.NodeProcess;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** The process: {@code ARN [--url U] [--json]}; exit code 1 and a sentence when there is no answer. */
public final class AskWhy {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String USAGE =
            "dms-local why takes the ARN of a task or replication config, --url U and --json";

    /** Said instead of a stack trace. */
    static final class NoAnswer extends RuntimeException {
        private static final long serialVersionUID = 1L;

        NoAnswer(String message) {
            super(message);
        }
    }

    private AskWhy() {}

    public static void main(String[] arguments) {
        NodeProcess.keepLibrariesQuiet();
        try {
            PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
            out.print(report(arguments));
            out.flush();
        } catch (NoAnswer e) {
            System.err.println("dms-local: " + e.getMessage());
            System.exit(1);
        }
    }

    static String report(String[] arguments) {
        String arn = "";
        String url = "http://127.0.0.1:4566";
        boolean isJson = false;
        for (int i = 0; i < arguments.length; i++) {
            if (arguments[i].equals("--json")) {
                isJson = true;
            } else if (arguments[i].equals("--url") && i + 1 < arguments.length) {
                url = arguments[++i];
            } else if (arn.isEmpty() && !arguments[i].startsWith("--")) {
                arn = arguments[i];
            } else {
                throw new NoAnswer(USAGE + "; it does not take \"" + arguments[i] + "\"");
            }
        }
        if (arn.isEmpty()) {
            throw new NoAnswer(USAGE);
        }
        JsonNode answer = ask(url, arn);
        return isJson ? answer.toPrettyString() + "\n" : WhyText.of(answer);
    }

    private static JsonNode ask(String url, String arn) {
        String path = "/_dms/tasks/" + URLEncoder.encode(arn, StandardCharsets.UTF_8) + "/why";
        try {
            HttpRequest request = HttpRequest.newBuilder(URI.create(url).resolve(path))
                    .timeout(Duration.ofSeconds(30))
                    .build();
            HttpResponse<String> answer = HttpClient.newHttpClient()
                    .send(request, HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
            JsonNode body = JSON.readTree(answer.body());
            if (answer.statusCode() != 200) {
                throw new NoAnswer(body.path("message").asText("The node answered with " + answer.statusCode()));
            }
            return body;
        } catch (IllegalArgumentException noUrl) {
            throw new NoAnswer("--url takes the URL of a node, not \"" + url + "\"");
        } catch (IOException e) {
            throw new NoAnswer("No answer from " + url + " ("
                    + (e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage())
                    + "); start dms-local, or say where it listens with --url");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new NoAnswer("Interrupted while waiting for " + url);
        }
    }
}
