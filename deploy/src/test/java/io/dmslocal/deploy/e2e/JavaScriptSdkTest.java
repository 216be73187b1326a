package io.dmslocal.deploy.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dmslocal.engine.NodeProgram;
import io.dmslocal.engine.connector.postgres.PostgresServer;
import io.dmslocal.engine.connector.spi.ContractDatabase;
import io.dmslocal.engine.settings.EndpointSettings;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program {@code life.js} with AWS's SDK for JavaScript: it drives and asserts the API, the rows are looked at here. */
class JavaScriptSdkTest {

    private static final Path FILES = Path.of("src", "test", "javascript");
    private static final Path HOME = Path.of("target", "javascript");

    @TempDir
    Path folder;

    @Test
    void aMigrationLivesFromItsFirstCallToItsLast() throws Exception {
        NodeProgram sdk = NodeProgram.install(FILES, HOME, "AWS SDK for JavaScript", 20);
        ContractDatabase source = PostgresServer.shared().database("javascript_source");
        ContractDatabase target = PostgresServer.shared().database("javascript_target");
        source.createSchema("js");
        source.run(
                "create table js.item (id int primary key, note text)",
                "insert into js.item select g, 'item ' || g from generate_series(1, 2000) g");
        try (Emulator emulator = Emulator.on(folder)) {
            ObjectNode migration = JsonNodeFactory.instance.objectNode();
            migration.put("port", emulator.served().port()).put("schema", "js");
            migration.set("source", endpoint(source));
            migration.set("target", endpoint(target));

            Process program = sdk.start(Map.of("MIGRATION", migration.toString()), "life.js");
            try (BufferedReader says = program.inputReader(StandardCharsets.UTF_8)) {
                assertEquals("replicating", says.readLine(), () -> said(sdk, emulator));
                source.run("update js.item set note = 'new' where id % 2 = 0", "delete from js.item where id < 100");
                Contents.awaitEqual(source, target, List.of("js.item"), emulator::logTail);
                program.outputWriter(StandardCharsets.UTF_8).append("go on\n").flush();
                assertEquals("done", says.readLine(), () -> said(sdk, emulator));
                assertTrue(program.waitFor(20, TimeUnit.SECONDS), "the program ends");
            } finally {
                program.destroy();
            }
        }
    }

    /** The members of a CreateEndpoint call. */
    private static ObjectNode endpoint(ContractDatabase database) {
        EndpointSettings settings = database.endpoint();
        return JsonNodeFactory.instance
                .objectNode()
                .put("EngineName", settings.engineName())
                .put("ServerName", settings.serverName())
                .put("Port", settings.port())
                .put("Username", settings.username())
                .put("Password", settings.password())
                .put("DatabaseName", settings.databaseName());
    }

    private static String said(NodeProgram program, Emulator emulator) {
        try {
            return Files.readString(program.log().toPath()) + "\n" + emulator.logTail();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
