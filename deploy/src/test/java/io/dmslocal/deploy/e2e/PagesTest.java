package io.dmslocal.deploy.e2e;

import static io.dmslocal.deploy.e2e.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.databasemigration.DatabaseMigrationClient;
import software.amazon.awssdk.services.databasemigration.model.DescribeEndpointsResponse;
import software.amazon.awssdk.services.databasemigration.model.Endpoint;
import software.amazon.awssdk.services.databasemigration.model.ReplicationEndpointTypeValue;
import software.amazon.awssdk.services.databasemigration.model.ResourceNotFoundException;

/** Thousands of endpoints, page by page, while some come and go and the node is killed between two pages. */
class PagesTest {

    private static final int ENDPOINTS = 2_000;
    private static final int PAGE = 100;

    @TempDir
    Path folder;

    private final Map<String, String> arns = new TreeMap<>();
    private Emulator emulator;

    @BeforeEach
    void start() throws Exception {
        Path quotas = Files.writeString(folder.resolve("quotas.conf"), "dms-local.engine.quotas.Endpoints = 3000\n");
        emulator = Emulator.start(
                List.of("--data", folder.resolve("node").toString(), "--port", "0", "--config", quotas.toString()),
                Map.of());
        emulator.served();
    }

    @AfterEach
    void stop() {
        emulator.close();
    }

    @Test
    void everyNameComesOnceAndInOrderAndAMarkerOutlivesAKill() throws Exception {
        createAll();
        List<String> listed = new ArrayList<>();

        String marker = list(null, 5, listed);
        create("e-0499-after"); // right behind the marker
        create("e-0001-before"); // where the pages have been
        create("e-1999-last");
        delete("e-0000"); // listed already
        delete("e-0499"); // the marker's own
        delete("e-0777"); // still to come

        marker = list(marker, 5, listed);
        emulator.kill();
        emulator.startAgain();
        create("e-0001-later");
        create("e-1500-after");

        assertEquals(null, list(marker, Integer.MAX_VALUE, listed));
        Set<String> expected = new TreeSet<>(names());
        expected.addAll(List.of("e-0499-after", "e-1999-last", "e-1500-after"));
        expected.remove("e-0777");
        assertEquals(List.copyOf(expected), listed);
        List<String> anew = new ArrayList<>();
        list(null, Integer.MAX_VALUE, anew);
        assertTrue(anew.containsAll(List.of("e-0001-before", "e-0001-later")));
        assertEquals(ENDPOINTS + 5 - 3, anew.size());
        assertEquals(List.copyOf(new TreeSet<>(anew)), anew);
    }

    /**
     * Some pages.
     *
     * @param marker null for the first
     * @return where the next page begins; null after the last
     */
    private String list(String marker, int pages, List<String> listed) {
        String next = marker;
        for (int page = 0; page < pages; page++) {
            String from = next;
            DescribeEndpointsResponse answer =
                    emulator.dms().describeEndpoints(r -> r.maxRecords(PAGE).marker(from));
            answer.endpoints().stream().map(Endpoint::endpointIdentifier).forEach(listed::add);
            next = answer.marker();
            if (next == null) {
                break;
            }
            assertEquals(PAGE, answer.endpoints().size());
        }
        return next;
    }

    private static List<String> names() {
        return IntStream.range(0, ENDPOINTS).mapToObj("e-%04d"::formatted).toList();
    }

    private void createAll() throws Exception {
        DatabaseMigrationClient dms = emulator.dms();
        ExecutorService callers = Executors.newFixedThreadPool(8);
        try {
            List<Future<Endpoint>> made = names().stream()
                    .map(name -> callers.submit(() -> endpoint(dms, name)))
                    .toList();
            for (Future<Endpoint> each : made) {
                arns.put(each.get().endpointIdentifier(), each.get().endpointArn());
            }
        } finally {
            callers.shutdownNow();
        }
    }

    private void create(String name) {
        endpoint(emulator.dms(), name);
    }

    private static Endpoint endpoint(DatabaseMigrationClient dms, String name) {
        return dms.createEndpoint(r -> r.endpointIdentifier(name)
                        .endpointType(ReplicationEndpointTypeValue.SOURCE)
                        .engineName("mysql"))
                .endpoint();
    }

    private void delete(String name) {
        emulator.dms().deleteEndpoint(r -> r.endpointArn(arns.get(name)));
        eventually(name + " is gone", () -> "", () -> {
            try {
                emulator.dms().describeEndpoints(r -> r.filters(Migration.where("endpoint-id", name)));
                return false;
            } catch (ResourceNotFoundException gone) {
                return true;
            }
        });
    }
}
