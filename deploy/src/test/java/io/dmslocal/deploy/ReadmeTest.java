package io.dmslocal.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** README's table of operations is what a node says of itself. {@code -Dreadme.write=true} writes it anew. */
class ReadmeTest {

    private static final Path README = Path.of("..", "README.md");
    private static final String BEGIN = "<!-- operations -->\n";
    private static final String END = "<!-- /operations -->";

    @TempDir
    Path data;

    @Test
    void theTableOfOperationsIsTheRegistrys() throws IOException, InterruptedException {
        String readme = Files.readString(README);
        int from = readme.indexOf(BEGIN) + BEGIN.length();
        int to = readme.indexOf(END);

        String table = "\n" + operations() + "\n";

        if (Boolean.getBoolean("readme.write")) {
            Files.writeString(README, readme.substring(0, from) + table + readme.substring(to));
        } else {
            assertEquals(
                    readme.substring(from, to), table, "write it anew: mvn test -Dtest=ReadmeTest -Dreadme.write=true");
        }
    }

    private String operations() throws IOException, InterruptedException {
        NodeSettings settings = NodeSettings.read(
                Map.of("DMS_LOCAL_DATA", data.toString(), "DMS_LOCAL_PORT", "0", "DMS_LOCAL_HOST", "127.0.0.1"));
        try (Node node = Node.start(settings)) {
            URI uri = URI.create("http://127.0.0.1:" + node.address().getPort() + "/_dms/operations?format=markdown");
            return HttpClient.newHttpClient()
                    .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
                    .body();
        }
    }
}
