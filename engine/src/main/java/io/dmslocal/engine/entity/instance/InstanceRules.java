package io.dmslocal.engine.entity.instance;

import io.dmslocal.engine.model.Fault;
import io.dmslocal.engine.model.Identifiers;
import io.dmslocal.engine.model.KmsKeys;
import io.dmslocal.engine.model.MaintenanceWindow;
import io.dmslocal.engine.model.Outcome;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import software.amazon.awssdk.services.databasemigration.model.CreateReplicationInstanceRequest;
import software.amazon.awssdk.services.databasemigration.model.ModifyReplicationInstanceRequest;
import software.amazon.awssdk.services.databasemigration.model.RebootReplicationInstanceRequest;
import software.amazon.awssdk.services.databasemigration.model.ReplicationInstance;
import software.amazon.awssdk.services.databasemigration.model.ReplicationPendingModifiedValues;

/** What may be asked of an instance (AWS: CreateReplicationInstance, ModifyReplicationInstance, RebootReplicationInstance). Pure. */
public final class InstanceRules {

    private static final List<String> NETWORK_TYPES = List.of("IPV4", "DUAL");

    private InstanceRules() {}

    /** Everything about a creation that can be said without looking at other resources. */
    public static Optional<Fault> creation(CreateReplicationInstanceRequest request) {
        return first(
                () -> Identifiers.instance("ReplicationInstanceIdentifier", request.replicationInstanceIdentifier()),
                () -> instanceClass(request.replicationInstanceClass()),
                () -> storage(request.allocatedStorage()),
                () -> engineVersion(request.engineVersion()),
                () -> networkType(request.networkType()),
                () -> window(request.preferredMaintenanceWindow()),
                () -> Optional.ofNullable(request.resourceIdentifier()).flatMap(Identifiers::resource),
                () -> Boolean.TRUE.equals(request.multiAZ()) && request.availabilityZone() != null
                        ? Optional.of(Fault.invalidCombination(
                                "AvailabilityZone must not be given for a Multi-AZ replication instance; found "
                                        + request.availabilityZone() + "."))
                        : Optional.empty(),
                () -> KmsKeys.fault(request.kmsKeyId()));
    }

    /** Everything about a modification's values that can be said without looking at the instance. */
    public static Optional<Fault> modificationSyntax(ModifyReplicationInstanceRequest request) {
        return first(
                () -> Optional.ofNullable(request.replicationInstanceIdentifier())
                        .flatMap(identifier -> Identifiers.instance("ReplicationInstanceIdentifier", identifier)),
                () -> Optional.ofNullable(request.replicationInstanceClass()).flatMap(InstanceRules::instanceClass),
                () -> storage(request.allocatedStorage()),
                () -> engineVersion(request.engineVersion()),
                () -> networkType(request.networkType()),
                () -> window(request.preferredMaintenanceWindow()));
    }

    /** The document with the new values: some at once, the others in PendingModifiedValues. */
    static Outcome<ReplicationInstance> modification(
            ReplicationInstance instance, ModifyReplicationInstanceRequest request) {
        Optional<Fault> fault = first(
                () -> isEmpty(request) // only of an instance that exists
                        ? Optional.of(Fault.invalidCombination("No modifications were requested"))
                        : Optional.empty(),
                () -> modificationSyntax(request),
                () -> growth(instance, request.allocatedStorage()),
                () -> upgrade(instance, request));
        return Outcome.unless(fault, instance).map(before -> modified(before, request));
    }

    /** Whether the reboot is a failover. */
    static Outcome<Boolean> reboot(ReplicationInstance instance, RebootReplicationInstanceRequest request) {
        boolean forced = Boolean.TRUE.equals(request.forceFailover());
        boolean planned = Boolean.TRUE.equals(request.forcePlannedFailover());
        if (forced && planned) {
            return Outcome.refused(
                    Fault.invalidCombination("ForceFailover and ForcePlannedFailover must not both be true."));
        }
        if ((forced || planned) && !Boolean.TRUE.equals(instance.multiAZ())) {
            return Outcome.refused(Fault.invalidCombination((forced ? "ForceFailover" : "ForcePlannedFailover")
                    + " needs a Multi-AZ replication instance; " + instance.replicationInstanceIdentifier()
                    + " has one zone."));
        }
        return Outcome.done(forced || planned);
    }

    private static ReplicationInstance modified(
            ReplicationInstance instance, ModifyReplicationInstanceRequest request) {
        ReplicationPendingModifiedValues waiting = instance.pendingModifiedValues();
        ReplicationPendingModifiedValues pending = ReplicationPendingModifiedValues.builder()
                .replicationInstanceClass(pending(
                        request.replicationInstanceClass(),
                        instance.replicationInstanceClass(),
                        waiting.replicationInstanceClass()))
                .allocatedStorage(
                        pending(request.allocatedStorage(), instance.allocatedStorage(), waiting.allocatedStorage()))
                .multiAZ(pending(request.multiAZ(), instance.multiAZ(), waiting.multiAZ()))
                .engineVersion(pending(request.engineVersion(), instance.engineVersion(), waiting.engineVersion()))
                .networkType(pending(request.networkType(), instance.networkType(), waiting.networkType()))
                .build();
        return instance.copy(next -> {
            next.pendingModifiedValues(pending);
            Optional.ofNullable(request.replicationInstanceIdentifier())
                    .map(Identifiers::stored)
                    .ifPresent(next::replicationInstanceIdentifier);
            Optional.ofNullable(request.preferredMaintenanceWindow()).ifPresent(next::preferredMaintenanceWindow);
            Optional.ofNullable(request.autoMinorVersionUpgrade()).ifPresent(next::autoMinorVersionUpgrade);
            Optional.ofNullable(request.kerberosAuthenticationSettings())
                    .ifPresent(next::kerberosAuthenticationSettings);
            if (!request.vpcSecurityGroupIds().isEmpty()) {
                next.vpcSecurityGroups(InstanceDocument.securityGroups(request.vpcSecurityGroupIds()));
            }
        });
    }

    /** A value asked for waits when it is a new one; asking for the present one takes back what waited. */
    private static <T> T pending(T asked, T present, T waiting) {
        if (asked == null) {
            return waiting;
        }
        return asked.equals(present) ? null : asked;
    }

    private static boolean isEmpty(ModifyReplicationInstanceRequest request) {
        return !request.hasVpcSecurityGroupIds()
                && Stream.of(
                                request.allocatedStorage(),
                                request.replicationInstanceClass(),
                                request.preferredMaintenanceWindow(),
                                request.multiAZ(),
                                request.engineVersion(),
                                request.autoMinorVersionUpgrade(),
                                request.replicationInstanceIdentifier(),
                                request.networkType(),
                                request.kerberosAuthenticationSettings())
                        .allMatch(Objects::isNull);
    }

    private static Optional<Fault> growth(ReplicationInstance instance, Integer storage) {
        return storage != null && storage <= instance.allocatedStorage()
                ? invalid("AllocatedStorage can grow only: the instance has " + instance.allocatedStorage()
                        + " GB, asked for are " + storage + " GB.")
                : Optional.empty();
    }

    private static Optional<Fault> upgrade(ReplicationInstance instance, ModifyReplicationInstanceRequest request) {
        String from = instance.engineVersion();
        String to = request.engineVersion();
        if (to == null || to.equals(from)) {
            return Optional.empty();
        }
        if (EngineVersions.compare(to, from) < 0) {
            return invalid("EngineVersion can be upgraded only: the instance has " + from + ", asked for is " + to
                    + ". Possible are " + EngineVersions.upgradesOf(from) + ".");
        }
        return EngineVersions.isMajorChange(from, to) && !Boolean.TRUE.equals(request.allowMajorVersionUpgrade())
                ? Optional.of(Fault.invalidCombination("The upgrade from " + from + " to " + to
                        + " is a major version upgrade: AllowMajorVersionUpgrade must be true."))
                : Optional.empty();
    }

    private static Optional<Fault> instanceClass(String name) {
        return InstanceClasses.isAcceptable(name)
                ? Optional.empty()
                : invalid("Invalid replication instance class: " + name
                        + ". dms.<family>.<size> is needed, like dms.t3.medium.");
    }

    private static Optional<Fault> storage(Integer gigabytes) {
        return gigabytes == null
                        || gigabytes >= InstanceClasses.LEAST_STORAGE && gigabytes <= InstanceClasses.MOST_STORAGE
                ? Optional.empty()
                : invalid("Invalid value " + gigabytes + " for AllocatedStorage. Must be between "
                        + InstanceClasses.LEAST_STORAGE + " and " + InstanceClasses.MOST_STORAGE);
    }

    private static Optional<Fault> engineVersion(String version) {
        return version == null || EngineVersions.isAcceptable(version)
                ? Optional.empty()
                : invalid("Unknown EngineVersion " + version + ". Known are "
                        + EngineVersions.all().stream()
                                .map(EngineVersions.EngineVersion::version)
                                .toList()
                        + ".");
    }

    private static Optional<Fault> networkType(String type) {
        return type == null || NETWORK_TYPES.contains(type)
                ? Optional.empty()
                : invalid("Invalid value " + type + " for NetworkType. Possible are " + NETWORK_TYPES + ".");
    }

    private static Optional<Fault> window(String window) {
        return Optional.ofNullable(window).flatMap(MaintenanceWindow::mistake).map(Fault::invalidValue);
    }

    private static Optional<Fault> invalid(String message) {
        return Optional.of(Fault.invalidValue(message));
    }

    @SafeVarargs
    @SuppressWarnings("varargs")
    private static Optional<Fault> first(Supplier<Optional<Fault>>... checks) {
        return Stream.of(checks).map(Supplier::get).flatMap(Optional::stream).findFirst();
    }
}
