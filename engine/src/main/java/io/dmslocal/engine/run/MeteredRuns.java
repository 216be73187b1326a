package io.dmslocal.engine.run;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Tasks that run on this node, or ran since it began, for those who show what is counted and send what is logged. Any thread. */
public final class MeteredRuns {

    /**
     * @param arn of the task or replication config
     * @param instance identifier of its replication instance; empty for serverless
     * @param view of its present or last run; empty before that
     */
    public record MeteredRun(String arn, String instance, Optional<RunView> view) {

        /** Whether it moves something now. */
        public boolean isOpen() {
            return view.filter(RunView::isOpen).isPresent();
        }
    }

    private final Map<String, MeteredRun> runs = new ConcurrentHashMap<>();

    /** A run is planned. */
    public void planned(String arn, String instance) {
        runs.put(arn, new MeteredRun(arn, instance, Optional.empty()));
    }

    public void began(String arn, RunView view) {
        runs.computeIfPresent(arn, (same, run) -> new MeteredRun(arn, run.instance(), Optional.of(view)));
    }

    public void forget(String arn) {
        runs.remove(arn);
    }

    public List<MeteredRun> known() {
        return runs.values().stream()
                .sorted(java.util.Comparator.comparing(MeteredRun::arn))
                .toList();
    }

    public List<MeteredRun> open() {
        return known().stream().filter(MeteredRun::isOpen).toList();
    }
}
