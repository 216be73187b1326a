package io.dmslocal.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NodeSettingsTest {

    private static final String POSTGRES = "jdbc:postgresql://127.0.0.1:5432/dms";

    @TempDir
    Path folder;

    @Test
    void aNodeOfItsOwnKeepsEverythingUnderOneDirectory() {
        NodeSettings settings = read(Map.of());

        assertEquals(List.of(), settings.seeds());
        assertTrue(settings.keepsData());
        assertTrue(journalUrl(settings).startsWith("jdbc:h2:patient:" + folder + "/data/journal;"));
        assertEquals(
                folder + "/data/secret.key", settings.config().getString("dms-local.persistence.secrets.key-file"));
        assertEquals("127.0.0.1", settings.api().host());
        assertEquals(4566, settings.api().port());
    }

    @Test
    void variablesReachTheSettingsTheyAreFor() {
        NodeSettings settings = read(Map.of(
                "DMS_LOCAL_PORT", "4570",
                "DMS_LOCAL_HOST", "0.0.0.0",
                "DMS_LOCAL_TIMING", "aws-timing",
                "DMS_LOCAL_LOG_LEVEL", "DEBUG"));

        assertEquals(4570, settings.api().port());
        assertEquals("0.0.0.0", settings.api().host());
        assertEquals("aws-timing", settings.config().getString("dms-local.engine.timing"));
        assertEquals("DEBUG", settings.logLevel());
    }

    @Test
    void theJournalCanBeInPostgres() {
        NodeSettings settings = read(Map.of("DMS_LOCAL_JOURNAL_URL", POSTGRES, "DMS_LOCAL_JOURNAL_USER", "u"));

        assertEquals(POSTGRES, journalUrl(settings));
        assertEquals(POSTGRES, settings.config().getString("akka-persistence-jdbc.shared-databases.slick.db.url"));
        assertEquals(
                "slick.jdbc.PostgresProfile$",
                settings.config().getString("akka-persistence-jdbc.shared-databases.slick.profile"));
    }

    @Test
    void seedsMakeANodeOfACluster() {
        NodeSettings settings =
                read(Map.of("DMS_LOCAL_JOURNAL_URL", POSTGRES, "DMS_LOCAL_SEEDS", "127.0.0.1:25520, 127.0.0.1:25521"));

        assertEquals(
                List.of("akka://dms-local@127.0.0.1:25520", "akka://dms-local@127.0.0.1:25521"),
                settings.config().getStringList("akka.cluster.seed-nodes"));
        assertEquals("keep-majority", settings.config().getString("akka.cluster.split-brain-resolver.active-strategy"));
    }

    @Test
    void aClusterWithoutASharedJournalIsRefused() {
        StartFailure failure =
                assertThrows(StartFailure.class, () -> read(Map.of("DMS_LOCAL_SEEDS", "127.0.0.1:25520")));

        assertTrue(failure.getMessage().contains("--journal jdbc:postgresql://"), failure.getMessage());
    }

    @Test
    void aFileOfTheUsersWinsOverOurs() throws Exception {
        Path file = Files.writeString(folder.resolve("my.conf"), "dms-local.engine.ask-timeout = 3s");

        NodeSettings settings = read(Map.of("DMS_LOCAL_CONFIG", file.toString()));

        assertEquals(3, settings.engine().askTimeout().toSeconds());
    }

    @Test
    void mistakesAreToldInOneSentence() throws Exception {
        Path file = Files.writeString(folder.resolve("my.conf"), "dms-local.engine.asktimeout = 3s");

        assertFailure("dms-local.engine has no [asktimeout]", Map.of("DMS_LOCAL_CONFIG", file.toString()));
        assertFailure("missing.conf", Map.of("DMS_LOCAL_CONFIG", folder + "/missing.conf"));
        assertFailure("dms-local.engine.timing is warp", Map.of("DMS_LOCAL_TIMING", "warp"));
        assertFailure("port", Map.of("DMS_LOCAL_PORT", "many"));
        assertFailure("my.conf/data cannot be made", Map.of("DMS_LOCAL_DATA", file + "/data"));
    }

    @Test
    void dataThatIsNotKeptLiesInAFolderOfItsOwn() throws Exception {
        NodeSettings settings = NodeSettings.read(Map.of("DMS_LOCAL_KEEP_DATA", "false"));

        assertFalse(settings.keepsData());
        assertTrue(settings.directory().getFileName().toString().startsWith("dms-local-"));
        Files.delete(settings.directory());
    }

    private void assertFailure(String words, Map<String, String> variables) {
        StartFailure failure = assertThrows(StartFailure.class, () -> read(variables));
        assertTrue(failure.getMessage().contains(words), failure.getMessage());
    }

    private NodeSettings read(Map<String, String> variables) {
        Map<String, String> all = new HashMap<>(variables);
        all.putIfAbsent("DMS_LOCAL_DATA", folder + "/data");
        return NodeSettings.read(all);
    }

    private static String journalUrl(NodeSettings settings) {
        return settings.config().getString("dms-local.persistence.journal.url");
    }
}
