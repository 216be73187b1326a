package io.dmslocal.deploy.explain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.dmslocal.deploy.NodeProcess;
import io.dmslocal.deploy.Served;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code dms-local explain}, from its arguments to its report. */
class ExplainCommandTest {

    private static final String MAPPINGS = "examples/explain/mappings.json";
    private static final String CATALOGUE = "examples/explain/catalogue.json";

    @TempDir
    Path folder;

    @Test
    void aCatalogueIsExplainedWithoutANode() throws IOException {
        String text = report("--mappings", MAPPINGS, "--catalogue", CATALOGUE, "--target", "mysql");
        JsonNode json = new ObjectMapper()
                .readTree(report("--mappings", MAPPINGS, "--catalogue", CATALOGUE, "--target", "mysql", "--json"));

        assertTrue(text.contains("Tables: 2 of 4 are taken"), text);
        assertEquals(5, json.path("rules").size());
        assertEquals("postgres", json.at("/source/engineName").asText());
    }

    @Test
    void aNodePrintsTheSameReport() throws Exception {
        String[] arguments = {"--mappings", MAPPINGS, "--catalogue", CATALOGUE, "--target", "mysql"};
        try (NodeProcess node =
                NodeProcess.start(List.of("--data", folder.resolve("data").toString(), "--port", "0"), Map.of())) {
            Served served = node.served();
            String url = "http://127.0.0.1:" + served.port();

            assertEquals(
                    report(arguments),
                    report("--mappings", MAPPINGS, "--catalogue", CATALOGUE, "--target", "mysql", "--url", url));
            assertTrue(failure(
                            "--mappings",
                            MAPPINGS,
                            "--source-endpoint",
                            "arn:aws:dms:us-east-1:0:endpoint:X",
                            "--url",
                            url)
                    .contains("could not be found"));
        }
    }

    @Test
    void theDocumentMayComeFromStandardInput() throws IOException {
        InputStream before = System.in;
        System.setIn(new ByteArrayInputStream(Files.readAllBytes(Path.of(MAPPINGS))));
        try {
            assertEquals(
                    report("--mappings", MAPPINGS, "--catalogue", CATALOGUE),
                    report("--mappings", "-", "--catalogue", CATALOGUE));
        } finally {
            System.setIn(before);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--catalogue c                              | --mappings FILE is needed",
                "--mappings m                               | One of --source-endpoint ARN and --catalogue FILE is needed",
                "--mappings m --catalogue c --source-endpoint a | One of --source-endpoint",
                "--mappings                                 | --mappings needs a value",
                "--mapping m                                | There is no option --mapping; there are",
                "--mappings m --catalogue c --rows few      | --rows takes a number",
                "--mappings m --catalogue c --url here      | --url takes an address",
                "--mappings absent.json --catalogue c       | There is no file absent.json",
            })
    void whatIsWrongIsSaid(String arguments, String part) {
        assertTrue(
                failure(arguments.strip().split(" ")).contains(part),
                failure(arguments.strip().split(" ")));
    }

    @Test
    void aWrongDocumentIsRefusedInTheWordsOfCreateReplicationTask() throws IOException {
        Path wrong = folder.resolve("wrong.json");
        Files.writeString(
                wrong, Files.readString(Path.of(MAPPINGS)).replace("add-prefix", "add-prefx"), StandardCharsets.UTF_8);

        assertTrue(failure("--mappings", wrong.toString(), "--catalogue", CATALOGUE)
                .contains("Rule with ruleId = 3 failed validation. The rule-action 'add-prefx' is not known"));
    }

    @Test
    void aNodeThatIsNotThereIsNamed() {
        assertTrue(failure("--mappings", MAPPINGS, "--source-endpoint", "arn:x", "--url", "http://127.0.0.1:1")
                .contains("No answer from http://127.0.0.1:1"));
    }

    private static String report(String... arguments) {
        return Explain.report(arguments);
    }

    private static String failure(String... arguments) {
        return assertThrows(ExplainFailure.class, () -> report(arguments)).getMessage();
    }
}
