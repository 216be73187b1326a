package io.dmslocal.api.operation;

import io.dmslocal.api.listing.Filters;
import io.dmslocal.api.listing.Listing;
import io.dmslocal.api.listing.Markers;
import io.dmslocal.api.protocol.Caller;
import io.dmslocal.engine.entity.instance.EngineVersions;
import io.dmslocal.engine.entity.instance.InstanceClasses;
import io.dmslocal.engine.model.Fault;
import io.dmslocal.engine.settings.EngineName;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import software.amazon.awssdk.services.databasemigration.model.DescribeEndpointSettingsRequest;
import software.amazon.awssdk.services.databasemigration.model.DescribeEndpointSettingsResponse;
import software.amazon.awssdk.services.databasemigration.model.DescribeEndpointTypesRequest;
import software.amazon.awssdk.services.databasemigration.model.DescribeEndpointTypesResponse;
import software.amazon.awssdk.services.databasemigration.model.DescribeEngineVersionsRequest;
import software.amazon.awssdk.services.databasemigration.model.DescribeEngineVersionsResponse;
import software.amazon.awssdk.services.databasemigration.model.DescribeOrderableReplicationInstancesRequest;
import software.amazon.awssdk.services.databasemigration.model.DescribeOrderableReplicationInstancesResponse;
import software.amazon.awssdk.services.databasemigration.model.EndpointSetting;
import software.amazon.awssdk.services.databasemigration.model.EngineVersion;
import software.amazon.awssdk.services.databasemigration.model.OrderableReplicationInstance;
import software.amazon.awssdk.services.databasemigration.model.SupportedEndpointType;

/**
 * What can be had, the same for every account. AWS: API_DescribeOrderableReplicationInstances, API_DescribeEngineVersions,
 * API_DescribeEndpointTypes, API_DescribeEndpointSettings.
 */
public final class CatalogueOperations {

    private static final List<EngineVersion> VERSIONS =
            EngineVersions.all().stream().map(CatalogueOperations::version).toList();

    private static final Listing<OrderableReplicationInstance> ORDERABLE = Listing.of(
            Markers.by(each -> each.replicationInstanceClass() + " " + each.engineVersion()), Filters.none());

    private static final Listing<EngineVersion> ENGINE_VERSIONS =
            Listing.of(Markers.by(EngineVersion::version).bounds(1, 1000), Filters.none());

    private static final Listing<SupportedEndpointType> ENDPOINT_TYPES = Listing.of(
            Markers.by(each -> each.engineName() + " " + each.endpointTypeAsString()),
            Filters.<SupportedEndpointType>none()
                    .ignoringCase("engine-name", SupportedEndpointType::engineName)
                    .ignoringCase("endpoint-type", SupportedEndpointType::endpointTypeAsString));

    private static final Listing<EndpointSetting> ENDPOINT_SETTINGS =
            Listing.of(Markers.by(EndpointSetting::name).bounds(1, 1000), Filters.none());

    public void register(Operations operations) {
        operations
                .real(
                        "DescribeOrderableReplicationInstances",
                        DescribeOrderableReplicationInstancesRequest::builder,
                        this::describeOrderableReplicationInstances)
                .differs("every class is offered in six zones of any region");
        operations
                .real("DescribeEngineVersions", DescribeEngineVersionsRequest::builder, this::describeEngineVersions)
                .differs("the dates of retirement are assumed");
        operations
                .real("DescribeEndpointTypes", DescribeEndpointTypesRequest::builder, this::describeEndpointTypes)
                .differs("lists engines that have no connector here, too; minimum versions are assumed in part");
        operations
                .real(
                        "DescribeEndpointSettings",
                        DescribeEndpointSettingsRequest::builder,
                        this::describeEndpointSettings)
                .differs("lists the members of the settings object; some defaults and bounds are assumed");
    }

    private CompletionStage<Answer> describeOrderableReplicationInstances(
            Caller caller, DescribeOrderableReplicationInstancesRequest request) {
        List<OrderableReplicationInstance> offered = InstanceClasses.orderable().stream()
                .flatMap(name -> VERSIONS.stream().map(version -> orderable(name, version, caller)))
                .toList();
        return done(ORDERABLE.answer(
                offered,
                List.of(),
                request.maxRecords(),
                request.marker(),
                page -> DescribeOrderableReplicationInstancesResponse.builder()
                        .orderableReplicationInstances(page.items())
                        .marker(page.marker())
                        .build()));
    }

    private CompletionStage<Answer> describeEngineVersions(Caller caller, DescribeEngineVersionsRequest request) {
        return done(ENGINE_VERSIONS.answer(
                VERSIONS,
                List.of(),
                request.maxRecords(),
                request.marker(),
                page -> DescribeEngineVersionsResponse.builder()
                        .engineVersions(page.items())
                        .marker(page.marker())
                        .build()));
    }

    private CompletionStage<Answer> describeEndpointTypes(Caller caller, DescribeEndpointTypesRequest request) {
        return done(ENDPOINT_TYPES.answer(
                EndpointTypes.all(),
                request.filters(),
                request.maxRecords(),
                request.marker(),
                page -> DescribeEndpointTypesResponse.builder()
                        .supportedEndpointTypes(page.items())
                        .marker(page.marker())
                        .build()));
    }

    private CompletionStage<Answer> describeEndpointSettings(Caller caller, DescribeEndpointSettingsRequest request) {
        return done(EngineName.of(request.engineName())
                .map(engine -> ENDPOINT_SETTINGS.answer(
                        OfferedSettings.of(engine),
                        List.of(),
                        request.maxRecords(),
                        request.marker(),
                        page -> DescribeEndpointSettingsResponse.builder()
                                .endpointSettings(page.items())
                                .marker(page.marker())
                                .build()))
                .orElseGet(() -> Answer.refused(Fault.invalidValue("Invalid engine name: " + request.engineName()))));
    }

    private static OrderableReplicationInstance orderable(String name, EngineVersion version, Caller caller) {
        String region = caller.scope().region();
        int storage = InstanceClasses.defaultStorage(name);
        return OrderableReplicationInstance.builder()
                .engineVersion(version.version())
                .replicationInstanceClass(name)
                .storageType("gp2")
                .minAllocatedStorage(InstanceClasses.LEAST_STORAGE)
                .maxAllocatedStorage(InstanceClasses.MOST_STORAGE)
                .defaultAllocatedStorage(storage)
                .includedAllocatedStorage(storage)
                .availabilityZones(Stream.of("a", "b", "c", "d", "e", "f")
                        .map(zone -> region + zone)
                        .toList())
                .releaseStatus(version.releaseStatusAsString())
                .build();
    }

    private static EngineVersion version(EngineVersions.EngineVersion version) {
        return EngineVersion.builder()
                .version(version.version())
                .lifecycle(version.lifecycle())
                .releaseStatus(version.releaseStatus())
                .launchDate(version.launched().atStartOfDay(ZoneOffset.UTC).toInstant())
                .autoUpgradeDate(version.autoUpgraded())
                .deprecationDate(version.deprecated())
                .forceUpgradeDate(version.forceUpgraded())
                .availableUpgrades(EngineVersions.upgradesOf(version.version()))
                .build();
    }

    private static CompletionStage<Answer> done(Answer answer) {
        return CompletableFuture.completedFuture(answer);
    }
}
