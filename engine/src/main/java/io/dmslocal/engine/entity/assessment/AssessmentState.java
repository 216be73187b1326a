package io.dmslocal.engine.entity.assessment;

import io.dmslocal.engine.assessment.Result;
import io.dmslocal.engine.entity.HasStatus;
import io.dmslocal.engine.entity.assessment.AssessmentRunEntity.Assessed;
import io.dmslocal.engine.entity.assessment.AssessmentRunEntity.CancelRequested;
import io.dmslocal.engine.entity.assessment.AssessmentRunEntity.DeletionRequested;
import io.dmslocal.engine.entity.assessment.AssessmentRunEntity.ProvisioningStarted;
import io.dmslocal.engine.entity.assessment.AssessmentRunEntity.ReportKept;
import io.dmslocal.engine.entity.assessment.AssessmentRunEntity.RunEnded;
import io.dmslocal.engine.entity.assessment.AssessmentRunEntity.RunRequested;
import io.dmslocal.engine.model.Arn;
import io.dmslocal.engine.model.Identifiers;
import io.dmslocal.engine.model.Scope;
import io.dmslocal.engine.model.Tags;
import io.dmslocal.persistence.serialization.Message;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.databasemigration.model.ReplicationTaskAssessmentRun;

/** What an assessment run is in each status; see {@link AssessmentRunEntity} for the walk between them. */
public sealed interface AssessmentState extends Message, HasStatus {

    /** One question of a run. */
    record Individual(String arn, String key) {

        static Individual of(Scope scope, String key) {
            return new Individual(new Arn(scope, "individual-assessment", Identifiers.generated()).toString(), key);
        }
    }

    /**
     * What a run is in every status.
     *
     * @param document without its status and counts
     * @param classic whether it is the old-style assessment of a task
     * @param results in the order in which they came
     */
    record Run(
            ReplicationTaskAssessmentRun document,
            List<Individual> individuals,
            Tags tags,
            boolean classic,
            List<Result> results) {

        public Run {
            individuals = List.copyOf(individuals);
            results = List.copyOf(results);
        }

        /** One that has not asked yet. */
        public static Run asking(ReplicationTaskAssessmentRun document, List<String> keys, Tags tags, boolean classic) {
            Scope scope = Arn.parse(document.replicationTaskArn()).orElseThrow().scope();
            return new Run(
                    document,
                    keys.stream().map(key -> Individual.of(scope, key)).toList(),
                    tags,
                    classic,
                    List.of());
        }

        Run with(Tags changed) {
            return new Run(document, individuals, changed, classic, results);
        }

        private Run with(Assessed event) {
            List<Result> more = new ArrayList<>(results);
            more.addAll(event.results());
            return new Run(document, individuals, tags, classic, more);
        }

        private Run ended(RunEnded event) {
            return event.message().isEmpty()
                    ? this
                    : new Run(
                            document.copy(d -> d.lastFailureMessage(event.message())),
                            individuals,
                            tags,
                            classic,
                            results);
        }

        Optional<Result> result(String key) {
            return results.stream().filter(result -> result.key().equals(key)).findFirst();
        }

        /** Those without an answer. */
        List<String> open() {
            return individuals.stream()
                    .map(Individual::key)
                    .filter(key -> result(key).isEmpty())
                    .toList();
        }
    }

    record Absent() implements AssessmentState {
        Starting starting(RunRequested event) {
            return new Starting(event.run(), event.at());
        }
    }

    /** There is a run. */
    sealed interface Present extends AssessmentState {

        Run run();

        Present with(Run changed);
    }

    /** It has not ended. */
    sealed interface Unfinished extends Present {

        default Ended ended(RunEnded event) {
            return new Ended(run().ended(event), event.status(), Optional.empty());
        }

        default Present assessed(Assessed event) {
            return with(run().with(event));
        }
    }

    /** It may be cancelled while a question is open: once all answers are in, its report is being written and tells how it ended. */
    sealed interface Cancellable extends Unfinished {

        default boolean isCancellable() {
            return true;
        }

        default Cancelling cancelling(CancelRequested event) {
            return new Cancelling(run(), event.at());
        }
    }

    record Starting(Run run, Instant since) implements Cancellable {
        @Override
        public Starting with(Run changed) {
            return new Starting(changed, since);
        }

        Provisioning provisioning(ProvisioningStarted event) {
            return new Provisioning(run, event.at());
        }
    }

    record Provisioning(Run run, Instant since) implements Cancellable {
        @Override
        public Provisioning with(Run changed) {
            return new Provisioning(changed, since);
        }

        Running running() {
            return new Running(run);
        }
    }

    record Running(Run run) implements Cancellable {
        @Override
        public boolean isCancellable() {
            return !run.open().isEmpty();
        }

        @Override
        public Running with(Run changed) {
            return new Running(changed);
        }
    }

    record Cancelling(Run run, Instant since) implements Unfinished {
        @Override
        public Cancelling with(Run changed) {
            return new Cancelling(changed, since);
        }
    }

    /**
     * @param status passed, warning, failed, error-provisioning or error-executing
     * @param report where an old-style assessment's file lies; empty when there is none
     */
    record Ended(Run run, String status, Optional<String> report) implements Present {
        @Override
        public Ended with(Run changed) {
            return new Ended(changed, status, report);
        }

        Ended kept(ReportKept event) {
            return new Ended(run, status, Optional.of(event.url()));
        }

        Deleting deleting(DeletionRequested event) {
            return new Deleting(run, event.at());
        }

        /** Another old-style assessment of the same task. */
        Starting again(RunRequested event) {
            return new Starting(event.run(), event.at());
        }
    }

    record Deleting(Run run, Instant since) implements Present {
        @Override
        public Deleting with(Run changed) {
            return new Deleting(changed, since);
        }
    }
}
