package io.dmslocal.api.operation;

import io.dmslocal.api.listing.Filters;
import io.dmslocal.api.listing.Listing;
import io.dmslocal.api.listing.Markers;
import io.dmslocal.api.protocol.Caller;
import io.dmslocal.engine.Engine;
import io.dmslocal.engine.FleetAdvisor;
import io.dmslocal.engine.model.Outcome;
import io.dmslocal.engine.model.Tags;
import io.dmslocal.engine.resource.Resources;
import io.dmslocal.engine.resource.type.FleetCollectors;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import software.amazon.awssdk.services.databasemigration.model.CollectorResponse;
import software.amazon.awssdk.services.databasemigration.model.CreateFleetAdvisorCollectorRequest;
import software.amazon.awssdk.services.databasemigration.model.CreateFleetAdvisorCollectorResponse;
import software.amazon.awssdk.services.databasemigration.model.DatabaseResponse;
import software.amazon.awssdk.services.databasemigration.model.DeleteFleetAdvisorCollectorRequest;
import software.amazon.awssdk.services.databasemigration.model.DeleteFleetAdvisorCollectorResponse;
import software.amazon.awssdk.services.databasemigration.model.DescribeFleetAdvisorCollectorsRequest;
import software.amazon.awssdk.services.databasemigration.model.DescribeFleetAdvisorCollectorsResponse;

/**
 * Fleet Advisor's collectors. AWS: API_CreateFleetAdvisorCollector, API_DescribeFleetAdvisorCollectors, API_DeleteFleetAdvisorCollector; AWS ended its support
 * in May 2026.
 */
public final class CollectorOperations {

    private static final Listing<CollectorResponse> COLLECTORS = Listing.of(
            Markers.<CollectorResponse>by(CollectorResponse::collectorName)
                    .bounds(1, 100)
                    .in("NextToken"),
            Filters.<CollectorResponse>none()
                    .exact("collector-referenced-id", CollectorResponse::collectorReferencedId)
                    .ignoringCase("collector-name", CollectorResponse::collectorName));

    private final FleetAdvisor advisor;
    private final Resources<CollectorResponse, CreateFleetAdvisorCollectorRequest, ?> collectors;

    public CollectorOperations(Engine engine) {
        this.advisor = engine.fleetAdvisor();
        this.collectors = engine.resources().of(FleetCollectors.class);
    }

    public void register(Operations operations) {
        operations.recorded(
                "CreateFleetAdvisorCollector",
                "there is no collector to be installed: it stays UNREGISTERED",
                CreateFleetAdvisorCollectorRequest::builder,
                this::createFleetAdvisorCollector);
        operations.recorded(
                "DescribeFleetAdvisorCollectors",
                "collectors never collect",
                DescribeFleetAdvisorCollectorsRequest::builder,
                this::describeFleetAdvisorCollectors);
        operations.recorded(
                "DeleteFleetAdvisorCollector",
                "its role and bucket are not looked at",
                DeleteFleetAdvisorCollectorRequest::builder,
                this::deleteFleetAdvisorCollector);
    }

    private CompletionStage<Answer> createFleetAdvisorCollector(
            Caller caller, CreateFleetAdvisorCollectorRequest request) {
        return collectors
                .create(caller.scope(), request, Tags.none())
                .thenApply(collector -> Answer.of(
                        collector,
                        created -> CreateFleetAdvisorCollectorResponse.builder()
                                .collectorReferencedId(created.collectorReferencedId())
                                .collectorName(created.collectorName())
                                .description(created.description())
                                .serviceAccessRoleArn(created.serviceAccessRoleArn())
                                .s3BucketName(created.s3BucketName())
                                .build()));
    }

    private CompletionStage<Answer> describeFleetAdvisorCollectors(
            Caller caller, DescribeFleetAdvisorCollectorsRequest request) {
        return collectors
                .all(caller.scope())
                .thenCombine(advisor.databases(caller.scope()), CollectorOperations::withInventory)
                .thenApply(all -> COLLECTORS.answer(
                        all,
                        request.filters(),
                        request.maxRecords(),
                        request.nextToken(),
                        page -> DescribeFleetAdvisorCollectorsResponse.builder()
                                .collectors(page.items())
                                .nextToken(page.marker())
                                .build()));
    }

    /** A collector has found those databases of the inventory that name it. */
    private static List<CollectorResponse> withInventory(
            List<CollectorResponse> collectors, List<DatabaseResponse> databases) {
        return collectors.stream()
                .map(collector -> {
                    List<DatabaseResponse> found = databases.stream()
                            .filter(database -> database.collectors().stream()
                                    .anyMatch(each -> collector.collectorName().equalsIgnoreCase(each.collectorName())))
                            .toList();
                    long schemas = found.stream()
                            .map(DatabaseResponse::numberOfSchemas)
                            .filter(Objects::nonNull)
                            .mapToLong(Long::longValue)
                            .sum();
                    return collector.copy(shown -> shown.inventoryData(
                            data -> data.numberOfDatabases(found.size()).numberOfSchemas((int) schemas)));
                })
                .toList();
    }

    private CompletionStage<Answer> deleteFleetAdvisorCollector(
            Caller caller, DeleteFleetAdvisorCollectorRequest request) {
        return collectors
                .all(caller.scope())
                .thenApply(all -> all.stream()
                        .filter(each -> each.collectorReferencedId().equals(request.collectorReferencedId()))
                        .findFirst()
                        .map(CollectorResponse::collectorName)
                        .map(Outcome::done)
                        .orElseGet(() -> Outcome.refused(collectors.type().notFound())))
                .thenCompose(name -> name.then(known -> collectors.delete(caller.scope(), known)))
                .thenApply(collector -> Answer.of(
                        collector,
                        deleted -> DeleteFleetAdvisorCollectorResponse.builder().build()));
    }
}
