package io.dmslocal.api.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.dmslocal.api.ServedApi;
import io.dmslocal.api.ServedApi.Answered;
import io.dmslocal.api.operation.AllOperations;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ConsoleTest {

    private static final String ARN = "arn:aws:dms:us-east-1:000000000000:subgrp:a group+more";

    private static ServedApi api;

    @BeforeAll
    static void serve() {
        JournalRoutes journal = new JournalRoutes(
                part -> found(part.arn().equals(ARN), part.from() * 10_000 + part.limit()),
                moment -> found(moment.arn().equals(ARN) && moment.event() < 3, moment.event()));
        api = ServedApi.of(AllOperations.of(List.of()), journal);
    }

    @AfterAll
    static void stop() {
        api.close();
    }

    private static CompletionStage<Optional<JsonNode>> found(boolean found, long event) {
        JsonNode document = JsonNodeFactory.instance.objectNode().put("event", event);
        return CompletableFuture.completedFuture(found ? Optional.of(document) : Optional.empty());
    }

    @Test
    void healthIsWhereEmulatorsHaveItToo() {
        for (String path : List.of("/_dms/health", "/_localstack/health")) {
            Answered health = api.get(path);

            assertEquals(200, health.status());
            assertEquals("running", health.body().path("services").path("dms").asText());
            assertEquals("test", health.body().path("version").asText());
        }
    }

    @Test
    void theTableOfOperationsIsJsonOrMarkdown() {
        assertEquals(119, api.get("/_dms/operations").body().size());
        assertEquals(
                "rejected",
                api.get("/_dms/operations").body().get(0).path("tier").asText());
        String markdown = new String(
                api.get("/_dms/operations?format=markdown").response().body(), StandardCharsets.UTF_8);
        assertTrue(markdown.contains("| CreateEndpoint | rejected |"), markdown);
        assertEquals(400, api.get("/_dms/operations?format=html").status());
    }

    @Test
    void aJournalIsFoundByItsArn() {
        String path = "/_dms/journal/arn:aws:dms:us-east-1:000000000000:subgrp:a%20group+more";

        assertEquals(11_000, api.get(path).body().path("event").asInt());
        assertEquals(
                2,
                api.get(path.replace(":", "%3A") + "?at=2").body().path("event").asInt());
    }

    @Test
    void aJournalIsReadInParts() {
        String path = "/_dms/journal/arn:aws:dms:us-east-1:000000000000:subgrp:a%20group+more";

        assertEquals(
                70_003, api.get(path + "?from=7&limit=3").body().path("event").asInt());
        assertEquals(71_000, api.get(path + "?from=7").body().path("event").asInt());
        assertEquals(10_003, api.get(path + "?limit=3").body().path("event").asInt());
        for (String wrong : List.of("from=0", "from=x", "from=", "limit=0", "limit=-1", "limit=1001", "limit=all")) {
            Answered answer = api.get(path + "?" + wrong);
            assertEquals(400, answer.status(), wrong);
            assertTrue(answer.message().contains(" must be "), answer::message);
        }
    }

    @Test
    void whatTheJournalHasNotIsSaid() {
        Answered none = api.get("/_dms/journal/arn:aws:dms:us-east-1:000000000000:task:X");
        Answered later = api.get("/_dms/journal/arn:aws:dms:us-east-1:000000000000:subgrp:a%20group+more?at=3");

        assertEquals(404, none.status());
        assertEquals("The journal has nothing of arn:aws:dms:us-east-1:000000000000:task:X.", none.message());
        assertEquals(404, later.status());
        assertTrue(later.message().startsWith("The journal has no event 3 of arn:"), later::message);
        assertEquals(400, api.get("/_dms/journal/task-1").status());
        for (String at : List.of("0", "-1", "x", "", "9".repeat(30))) {
            assertEquals(400, api.get("/_dms/journal/arn:x?at=" + at).status(), at);
        }
    }

    private static final String QUESTION = """
            {"tableMappings": {"rules": [{"rule-type": "selection", "rule-id": "1", "rule-name": "1", "rule-action": "include",
              "object-locator": {"schema-name": "HR", "table-name": "%"}}]},
             "targetEngineName": "mysql",
             "source": {"engineName": "postgres", "catalogue": [
               {"schema": "hr", "table": "people", "columns": [{"name": "id", "type": "bigint"}], "primaryKey": ["id"]}]}}""";

    private static Answered explain(String query, String body) {
        return api.send(api.request("/_dms/mappings/explain" + query).POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    @Test
    void mappingsAreExplainedAsJsonOrAsText() {
        Answered json = explain("", QUESTION);
        Answered text = explain("?format=text", QUESTION);

        assertEquals(200, json.status());
        assertEquals("matches-nothing", json.body().at("/rules/0/verdict").asText());
        assertEquals("case", json.body().at("/rules/0/hints/0/code").asText());
        assertEquals("not-named", json.body().at("/tables/0/verdict").asText());
        String report = new String(text.response().body(), StandardCharsets.UTF_8);
        assertTrue(report.contains("There is a schema hr, which differs from HR only in case"), report);
    }

    @Test
    void aQuestionThatCannotBeExplainedIsRefusedInASentence() {
        Answered noRule = explain("", QUESTION.replace("include", "inlcude"));
        Answered noEndpoint = explain(
                "",
                "{\"tableMappings\": {}, \"sourceEndpointArn\": \"arn:aws:dms:us-east-1:000000000000:endpoint:X\"}");

        assertEquals(400, noRule.status());
        assertTrue(noRule.message().contains("Rule with ruleId = 1 failed validation."), noRule::message);
        assertEquals(
                "InvalidParameterValueException", noRule.body().path("code").asText());
        assertEquals(404, noEndpoint.status());
        assertEquals("Endpoint could not be found.", noEndpoint.message());
        assertEquals(400, explain("?format=xml", QUESTION).status());
        assertEquals(400, explain("", "").status());
        assertEquals(405, api.get("/_dms/mappings/explain").status());
    }

    @Test
    void unknownRoutesAreNotFoundAndKnownOnesAreReadOnly() {
        Answered unknown = api.get("/_dms/nothing");

        assertEquals(404, unknown.status());
        assertTrue(
                unknown.message().startsWith("There is no /_dms/nothing. There are /_dms/health,"), unknown::message);
        assertEquals(404, api.get("/_dms").status());
        assertEquals(404, api.get("/_dms/journal/").status());
        assertEquals(
                405,
                api.send(api.request("/_dms/health").POST(HttpRequest.BodyPublishers.noBody()))
                        .status());
        assertEquals(
                200,
                api.send(api.request("/_dms/health").method("HEAD", HttpRequest.BodyPublishers.noBody()))
                        .status());
    }
}
