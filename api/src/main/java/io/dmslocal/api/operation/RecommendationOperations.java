package io.dmslocal.api.operation;

import io.dmslocal.api.listing.Filters;
import io.dmslocal.api.listing.Listing;
import io.dmslocal.api.listing.Markers;
import io.dmslocal.api.protocol.Caller;
import io.dmslocal.engine.Engine;
import io.dmslocal.engine.FleetAdvisor;
import io.dmslocal.engine.model.Fault;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import software.amazon.awssdk.services.databasemigration.model.BatchStartRecommendationsErrorEntry;
import software.amazon.awssdk.services.databasemigration.model.BatchStartRecommendationsRequest;
import software.amazon.awssdk.services.databasemigration.model.BatchStartRecommendationsResponse;
import software.amazon.awssdk.services.databasemigration.model.DescribeRecommendationLimitationsRequest;
import software.amazon.awssdk.services.databasemigration.model.DescribeRecommendationLimitationsResponse;
import software.amazon.awssdk.services.databasemigration.model.DescribeRecommendationsRequest;
import software.amazon.awssdk.services.databasemigration.model.DescribeRecommendationsResponse;
import software.amazon.awssdk.services.databasemigration.model.Limitation;
import software.amazon.awssdk.services.databasemigration.model.Recommendation;
import software.amazon.awssdk.services.databasemigration.model.StartRecommendationsRequest;
import software.amazon.awssdk.services.databasemigration.model.StartRecommendationsRequestEntry;
import software.amazon.awssdk.services.databasemigration.model.StartRecommendationsResponse;

/**
 * What Fleet Advisor recommends. AWS: API_StartRecommendations, API_BatchStartRecommendations, API_DescribeRecommendations,
 * API_DescribeRecommendationLimitations.
 */
public final class RecommendationOperations {

    /** Databases of one batch (AWS: API_BatchStartRecommendations). */
    private static final int MOST = 20;

    private static final Listing<Recommendation> RECOMMENDATIONS = Listing.of(
            Markers.<Recommendation>by(each -> each.databaseId() + "\n" + each.engineName())
                    .bounds(1, 100)
                    .in("NextToken"),
            Filters.<Recommendation>none()
                    .exact("database-id", Recommendation::databaseId)
                    .ignoringCase("engine-name", Recommendation::engineName));

    private static final Listing<Limitation> LIMITATIONS = Listing.of(
            Markers.<Limitation>by(each -> each.databaseId() + "\n" + each.engineName() + "\n" + each.name())
                    .bounds(1, 100)
                    .in("NextToken"),
            Filters.<Limitation>none()
                    .exact("database-id", Limitation::databaseId)
                    .ignoringCase("engine-name", Limitation::engineName));

    private final FleetAdvisor advisor;

    public RecommendationOperations(Engine engine) {
        this.advisor = engine.fleetAdvisor();
    }

    public void register(Operations operations) {
        operations.recorded(
                "StartRecommendations",
                "nothing is analysed: what the inventory file says of the database is shown after a moment",
                StartRecommendationsRequest::builder,
                this::startRecommendations);
        operations.recorded(
                "BatchStartRecommendations",
                "as StartRecommendations",
                BatchStartRecommendationsRequest::builder,
                this::batchStartRecommendations);
        operations.recorded(
                "DescribeRecommendations",
                "what the file dms-local.engine.fleet-advisor-inventory says; nothing without it",
                DescribeRecommendationsRequest::builder,
                this::describeRecommendations);
        operations.recorded(
                "DescribeRecommendationLimitations",
                "what the file dms-local.engine.fleet-advisor-inventory says; nothing without it",
                DescribeRecommendationLimitationsRequest::builder,
                this::describeRecommendationLimitations);
    }

    private CompletionStage<Answer> startRecommendations(Caller caller, StartRecommendationsRequest request) {
        return advisor.startRecommendations(caller.scope(), request.databaseId(), request.settings())
                .thenApply(started -> Answer.of(
                        started, id -> StartRecommendationsResponse.builder().build()));
    }

    /** What cannot be started is named, and hinders nothing else. */
    private CompletionStage<Answer> batchStartRecommendations(Caller caller, BatchStartRecommendationsRequest request) {
        if (request.data().size() > MOST) {
            return Answer.soon(Answer.refused(Fault.invalidValue("The parameter Data has "
                    + request.data().size() + " entries; at most " + MOST + " are possible.")));
        }
        CompletionStage<List<BatchStartRecommendationsErrorEntry>> errors =
                CompletableFuture.completedFuture(List.of());
        for (StartRecommendationsRequestEntry entry : request.data()) {
            errors = errors.thenCompose(sofar -> advisor.startRecommendations(
                            caller.scope(), entry.databaseId(), entry.settings())
                    .thenApply(started -> started.fault()
                            .map(fault -> with(sofar, entry.databaseId(), fault))
                            .orElse(sofar)));
        }
        return errors.thenApply(all -> Answer.done(
                BatchStartRecommendationsResponse.builder().errorEntries(all).build()));
    }

    private static List<BatchStartRecommendationsErrorEntry> with(
            List<BatchStartRecommendationsErrorEntry> entries, String databaseId, Fault fault) {
        List<BatchStartRecommendationsErrorEntry> more = new ArrayList<>(entries);
        more.add(BatchStartRecommendationsErrorEntry.builder()
                .databaseId(databaseId)
                .code(fault.code())
                .message(fault.message())
                .build());
        return List.copyOf(more);
    }

    private CompletionStage<Answer> describeRecommendations(Caller caller, DescribeRecommendationsRequest request) {
        return advisor.recommendations(caller.scope())
                .thenApply(all -> RECOMMENDATIONS.answer(
                        all,
                        request.filters(),
                        request.maxRecords(),
                        request.nextToken(),
                        page -> DescribeRecommendationsResponse.builder()
                                .recommendations(page.items())
                                .nextToken(page.marker())
                                .build()));
    }

    private CompletionStage<Answer> describeRecommendationLimitations(
            Caller caller, DescribeRecommendationLimitationsRequest request) {
        return advisor.limitations(caller.scope())
                .thenApply(all -> LIMITATIONS.answer(
                        all,
                        request.filters(),
                        request.maxRecords(),
                        request.nextToken(),
                        page -> DescribeRecommendationLimitationsResponse.builder()
                                .limitations(page.items())
                                .nextToken(page.marker())
                                .build()));
    }
}
