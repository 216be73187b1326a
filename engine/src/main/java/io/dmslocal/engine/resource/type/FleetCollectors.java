package io.dmslocal.engine.resource.type;

import io.dmslocal.engine.model.Fault;
import io.dmslocal.engine.model.Outcome;
import io.dmslocal.engine.resource.LastingType;
import io.dmslocal.engine.resource.Occasion;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.UUID;
import java.util.function.Supplier;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.databasemigration.model.CollectorResponse;
import software.amazon.awssdk.services.databasemigration.model.CreateFleetAdvisorCollectorRequest;

/**
 * Fleet Advisor's collectors (AWS: API_CreateFleetAdvisorCollector). None was ever installed anywhere, so each stays unregistered.
 */
public final class FleetCollectors implements LastingType<CollectorResponse, CreateFleetAdvisorCollectorRequest> {

    /** As Fleet Advisor writes dates: {@code 2022-01-24T19:04:02.596113Z}. Source: API_CollectorResponse. */
    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

    public static String date(Instant at) {
        return DATE.format(at);
    }

    @Override
    public String arnType() {
        return "fleet-advisor-collector";
    }

    @Override
    public Supplier<? extends SdkPojo> documents() {
        return CollectorResponse::builder;
    }

    @Override
    public Supplier<? extends SdkPojo> creations() {
        return CreateFleetAdvisorCollectorRequest::builder;
    }

    @Override
    public String nameOf(CollectorResponse document) {
        return document.collectorName();
    }

    @Override
    public Outcome<CollectorResponse> create(Occasion occasion, CreateFleetAdvisorCollectorRequest request) {
        if (request.collectorName().length() > 255) {
            return Outcome.refused(Fault.invalidValue("The parameter CollectorName is too long: "
                    + request.collectorName().length() + " characters, at most 255 are possible."));
        }
        String now = date(occasion.at());
        return Outcome.done(CollectorResponse.builder()
                .collectorReferencedId(id(occasion))
                .collectorName(request.collectorName())
                .description(request.description())
                .s3BucketName(request.s3BucketName())
                .serviceAccessRoleArn(request.serviceAccessRoleArn())
                .collectorHealthCheck(health -> health.collectorStatus("UNREGISTERED")
                        .localCollectorS3Access(false)
                        .webCollectorS3Access(false)
                        .webCollectorGrantedRoleBasedAccess(false))
                .versionStatus("UP_TO_DATE")
                .createdDate(now)
                .modifiedDate(now)
                .inventoryData(data -> data.numberOfDatabases(0).numberOfSchemas(0))
                .build());
    }

    /** A UUID of the id that was generated: as hard to guess. */
    private static String id(Occasion occasion) {
        return UUID.nameUUIDFromBytes(occasion.arn().toString().getBytes(StandardCharsets.UTF_8))
                .toString();
    }

    @Override
    public Fault notFound() {
        return new Fault("CollectorNotFoundFault", "Collector could not be found.");
    }

    /** AWS declares no other fault for it. */
    @Override
    public Fault alreadyExists() {
        return Fault.invalidState(
                "A collector of this name exists already; names are unique in an account and region.");
    }

    @Override
    public Fault inUse(String verb, String name, String dependent) {
        return Fault.invalidState("Cannot " + verb + " the collector " + name + ": " + dependent + " uses it.");
    }
}
