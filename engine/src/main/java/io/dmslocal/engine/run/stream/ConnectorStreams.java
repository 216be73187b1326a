package io.dmslocal.engine.run.stream;

import akka.NotUsed;
import akka.stream.ActorAttributes;
import akka.stream.Attributes;
import akka.stream.KillSwitches;
import akka.stream.UniqueKillSwitch;
import akka.stream.javadsl.Flow;
import akka.stream.javadsl.Keep;
import akka.stream.javadsl.RunnableGraph;
import akka.stream.javadsl.Sink;
import akka.stream.javadsl.Source;
import io.dmslocal.engine.connector.spi.ChangeReader;
import io.dmslocal.engine.record.Change;
import io.dmslocal.engine.record.RowBytes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;

/**
 * Makes streams of the connectors' blocking calls; nothing else does. Reading and writing each have a thread of the blocking dispatcher, so that
 * they overlap, and what waits between them is bounded.
 */
public final class ConnectorStreams {

    /** Where calls of connectors run. */
    static final String BLOCKING = "dms-local.engine.blocking-dispatcher";

    /** A source of this kind would use Akka's few threads for files otherwise, which the journal uses too. */
    private static final Attributes OWN_THREADS = ActorAttributes.dispatcher(BLOCKING);

    private static final String DEFAULT = "akka.actor.default-dispatcher";

    /** What waits for the applier is at most this much, bytes: enough to amortise a target's commit. */
    private static final long GROUP_BYTES = 16L * 1024 * 1024;

    /** Changes in one target transaction at most, when settings do not ask for more. */
    private static final int GROUP_CHANGES = 8192;

    /** An idle reader comes back this often: gates open, counters and checkpoints are looked after on its way. */
    private static final Duration IDLE = Duration.ofMillis(50);

    /** A stream that runs: how to end it, and when it has ended. */
    public record Running(UniqueKillSwitch stop, CompletionStage<akka.Done> done) {}

    private ConnectorStreams() {}

    /**
     * Changes from the reader to the applier.
     *
     * <pre>
     * reader.next | whatever waits becomes one group | applier
     * </pre>
     *
     * While the applier is busy, what the reader delivers is joined to one group, up to a bound; when it is free, it gets what is there at once. So
     * groups are large under load and small, without any waiting, when changes come one by one. An idle reader sends empty groups.
     *
     * @param minTransactionSize changes that one target transaction may hold at least
     * @param delivered is told what the reader delivered, also when that is nothing
     * @param applier says whether to go on
     */
    public static RunnableGraph<Running> changes(
            ChangeReader reader, int minTransactionSize, Delivered delivered, Predicate<List<Change>> applier) {
        int changesPerGroup = Math.max(minTransactionSize, GROUP_CHANGES);
        return Source.<List<Change>, ChangeReader>unfoldResource(() -> reader, r -> Optional.of(r.next(IDLE)), r -> {})
                .withAttributes(OWN_THREADS)
                .viaMat(KillSwitches.single(), Keep.right())
                .async(BLOCKING, 1)
                .via(groups(changesPerGroup, delivered).async(DEFAULT, 1))
                .via(Flow.<List<Change>>create().takeWhile(applier::test).async(BLOCKING, 1))
                .toMat(Sink.ignore(), Running::new);
    }

    /**
     * A table's batches from a reader to a writer, which are open.
     *
     * @param next the next batch, empty at the end
     * @param write writes it
     */
    public static <B> RunnableGraph<Running> rows(Reading<B> next, Writing<B> write) {
        return Source.<B, Reading<B>>unfoldResource(() -> next, Reading::next, reading -> {})
                .withAttributes(OWN_THREADS)
                .viaMat(KillSwitches.single(), Keep.right())
                .async(BLOCKING, 2)
                .via(Flow.<B>create()
                        .map(batch -> {
                            write.write(batch);
                            return NotUsed.getInstance();
                        })
                        .async(BLOCKING, 2))
                .toMat(Sink.ignore(), Running::new);
    }

    /** Counts what a reader delivered. */
    public interface Delivered {
        void count(List<Change> changes, long bytes);
    }

    public interface Reading<B> {
        Optional<B> next();
    }

    public interface Writing<B> {
        void write(B batch);
    }

    private static Flow<List<Change>, List<Change>, NotUsed> groups(int changesPerGroup, Delivered delivered) {
        long perChange = GROUP_BYTES / changesPerGroup;
        return Flow.<List<Change>>create()
                .batchWeighted(
                        GROUP_BYTES,
                        changes -> {
                            long bytes = RowBytes.of(changes);
                            delivered.count(changes, bytes);
                            return Math.max(changes.size() * perChange, bytes);
                        },
                        ArrayList::new,
                        (group, changes) -> {
                            group.addAll(changes);
                            return group;
                        });
    }
}
