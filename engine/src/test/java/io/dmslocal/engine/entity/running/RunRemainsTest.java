package io.dmslocal.engine.entity.running;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dmslocal.engine.connector.Connectors;
import io.dmslocal.engine.directory.Kind;
import io.dmslocal.engine.model.Outcome;
import io.dmslocal.engine.run.MemoryCheckpoints;
import io.dmslocal.engine.run.MeteredRuns;
import io.dmslocal.engine.run.RunPlan;
import io.dmslocal.engine.run.log.TaskLogs;
import io.dmslocal.engine.settings.TaskSettings;
import io.dmslocal.engine.settings.TimeTravelSettings;
import io.dmslocal.engine.travel.TimeTravelStore;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What goes with an entity. */
class RunRemainsTest {

    private static final String TASK = "arn:aws:dms:us-east-1:000000000000:task:T";

    private final List<String> deleted = new ArrayList<>();

    private final TimeTravelStore store = new TimeTravelStore() {
        @Override
        public void put(String taskArn, TimeTravelSettings settings, String name, String content) {
            throw new AssertionError("nothing is written when a task goes");
        }

        @Override
        public void delete(String taskArn, TimeTravelSettings settings) {
            deleted.add(settings.bucket() + " " + taskArn);
        }
    };

    @Test
    void timeTravelLogsGoWithTheTaskWhereItWantsThat() {
        assertEquals(Optional.empty(), remove(0, true, true));

        assertEquals(List.of("travels " + TASK), deleted);
    }

    @Test
    void elseTheyStay() {
        assertEquals(Optional.empty(), remove(0, false, true));

        assertEquals(List.of(), deleted);
    }

    @Test
    void theyGoAlthoughTheSourceIsNotReachedWhenNobodyWillAskAgain() {
        assertEquals(Optional.empty(), remove(1, true, false));

        assertEquals(List.of("travels " + TASK), deleted);
    }

    @Test
    void theyStayUntilTheSourceIsReachedWhenThatMayFail() {
        String hindrance = remove(1, true, true).orElseThrow();

        assertTrue(hindrance.contains("Endpoint source is gone."), hindrance);
        assertEquals(List.of(), deleted);
    }

    private Optional<String> remove(long run, boolean withLogs, boolean mayFail) {
        String settings = "{\"TTSettings\":{\"EnableTT\":true,\"TTS3Settings\":{\"BucketName\":\"travels\","
                + "\"EnableDeletingFromS3OnTaskDelete\":" + withLogs + "}}}";
        RunOrder order = new RunOrder(
                TASK,
                "",
                "source",
                "target",
                "cdc",
                TaskSettings.complete(settings, "cdc").value().orElseThrow(),
                "{}",
                Optional.empty(),
                "",
                "",
                run,
                "",
                List.of());

        return new RunRemains(TASK, world(), Runnable::run)
                .remove(order, Duration.ZERO, mayFail)
                .toCompletableFuture()
                .join();
    }

    private RunWorld world() {
        return new RunWorld(
                arn -> CompletableFuture.completedFuture(Outcome.refused(Kind.ENDPOINT.notFound())),
                new Connectors(List.of()),
                new MemoryCheckpoints(),
                Path.of("target"),
                new TaskLogs(Path.of("target", "logs")),
                arn -> CompletableFuture.completedFuture(Optional.empty()),
                new MeteredRuns(),
                RunPlan.EXPRESSION_DEADLINE,
                Duration.ofSeconds(5),
                Optional.of(store),
                leftover -> CompletableFuture.completedFuture(null));
    }
}
