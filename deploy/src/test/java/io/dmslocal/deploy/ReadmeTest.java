package io.dmslocal.deploy;

import io.dmslocal.deploy.explain.Explain;
import io.dmslocal.engine.settings.SettingEffects;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The tables of README and DIFFERENCES are what a node says of itself. {@code -Dreadme.write=true} writes them anew. */
class ReadmeTest {

    private static final GeneratedPage README = new GeneratedPage(Path.of("..", "README.md"));
    private static final GeneratedPage DIFFERENCES = new GeneratedPage(Path.of("DIFFERENCES.md"));

    @TempDir
    Path data;

    @Test
    void theTablesOfOperationsAreTheRegistrys() throws IOException, InterruptedException {
        NodeSettings settings = NodeSettings.read(
                Map.of("DMS_LOCAL_DATA", data.toString(), "DMS_LOCAL_PORT", "0", "DMS_LOCAL_HOST", "127.0.0.1"));
        try (Node node = Node.start(settings)) {
            README.holds("operations", table(node, "markdown"));
            DIFFERENCES.holds("operations", table(node, "differences"));
        }
    }

    @Test
    void theTableOfSettingsIsTheSettingsOwn() throws IOException {
        README.holds("settings", SettingEffects.markdown());
    }

    /** From the top of the repository, where a reader would try it. */
    @Test
    void theReportOfTheExampleIsTheCommandsOwn() throws IOException {
        String mappings = "examples/explain/mappings.json";
        String catalogue = "examples/explain/catalogue.json";
        String report = Explain.report("--mappings", mappings, "--catalogue", catalogue, "--target", "mysql");
        README.holds(
                "explain",
                "```\n$ deploy/bin/dms-local explain --mappings deploy/" + mappings + " --catalogue deploy/" + catalogue
                        + " --target mysql\n" + report + "```");
    }

    @Test
    void theTableOfSwitchesIsMadeOfTheReferenceConfigurations() throws IOException {
        DIFFERENCES.holds("switches", Switches.shipped().markdown());
    }

    private static String table(Node node, String format) throws IOException, InterruptedException {
        URI uri = URI.create("http://127.0.0.1:" + node.address().getPort() + "/_dms/operations?format=" + format);
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
                .body();
    }
}
