package io.dmslocal.engine.run;

import io.dmslocal.engine.connector.spi.ConnectorException;
import io.dmslocal.engine.run.Faults.Point;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.io.TempDir;

/** What the tests of TaskRecoveryTableEnabled stand on. */
abstract class RecoveryTableFixture {

    static final String SETTINGS = "{\"TargetMetadata\":{\"TaskRecoveryTableEnabled\":true},"
            + "\"ErrorBehavior\":{\"RecoverableErrorInterval\":0,\"RecoverableErrorThrottling\":false}}";

    @TempDir
    Path spill;

    /** Every second one. */
    static AtomicInteger answersToCommitsGetLost(Runs runs) {
        AtomicInteger commits = new AtomicInteger();
        AtomicInteger lost = new AtomicInteger();
        runs.target.faults().at(Point.AFTER_COMMIT, () -> {
            if (commits.incrementAndGet() % 2 == 1) {
                lost.incrementAndGet();
                throw ConnectorException.recoverable("the answer to the commit was lost", null);
            }
        });
        return lost;
    }
}
