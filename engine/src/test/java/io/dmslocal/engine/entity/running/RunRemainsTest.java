package io.dmslocal.engine.entity.running;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.dmslocal.engine.connector.Connectors;
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
        removed(true);

        assertEquals(List.of("travels " + TASK), deleted);
    }

    @Test
    void elseTheyStay() {
        removed(false);

        assertEquals(List.of(), deleted);
    }

    private void removed(boolean withLogs) {
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
                0,
                "",
                List.of());

        Optional<String> hindrance = new RunRemains(TASK, world(), Runnable::run)
                .remove(order, Duration.ZERO, true)
                .toCompletableFuture()
                .join();

        assertEquals(Optional.empty(), hindrance);
    }

    private RunWorld world() {
        return new RunWorld(
                arn -> CompletableFuture.completedFuture(Outcome.refused(null)),
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
