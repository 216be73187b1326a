package io.dmslocal.engine.event;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * AWS's events (AWS: Working with Amazon SNS events and notifications in AWS DMS; Working with Amazon EventBridge). Wording where the guide has none is
 * assumed.
 */
public enum Catalogue {
    INSTANCE_CREATING("0067", "creation", "A replication instance is being created."),
    INSTANCE_CREATED("0005", "creation", "A replication instance has been created."),
    INSTANCE_DELETING("0066", "deletion", "The replication instance is being deleted."),
    INSTANCE_DELETED("0003", "deletion", "The replication instance has been deleted."),
    INSTANCE_CLASS_CHANGING(
            "0012",
            "configuration change",
            "The replication instance class for this replication instance is being changed."),
    INSTANCE_CLASS_CHANGED(
            "0014",
            "configuration change",
            "The replication instance class for this replication instance has changed."),
    INSTANCE_STORAGE_INCREASING(
            "0018", "configuration change", "The storage for the replication instance is being increased."),
    INSTANCE_STORAGE_INCREASED(
            "0017", "configuration change", "The storage for the replication instance has been increased."),
    INSTANCE_BECOMING_MULTI_AZ(
            "0024", "configuration change", "The replication instance is transitioning to a Multi-AZ configuration."),
    INSTANCE_BECAME_MULTI_AZ(
            "0025",
            "configuration change",
            "The replication instance has finished transitioning to a Multi-AZ configuration."),
    INSTANCE_BECOMING_SINGLE_AZ(
            "0030", "configuration change", "The replication instance is transitioning to a Single-AZ configuration."),
    INSTANCE_BECAME_SINGLE_AZ(
            "0029",
            "configuration change",
            "The replication instance has finished transitioning to a Single-AZ configuration."),
    INSTANCE_MAINTENANCE_STARTED(
            "0026",
            "maintenance",
            "Offline maintenance of the replication instance is taking place. The replication instance is currently unavailable."),
    INSTANCE_MAINTENANCE_FINISHED(
            "0027",
            "maintenance",
            "Offline maintenance of the replication instance is complete. The replication instance is now available."),
    INSTANCE_CANNOT_BE_PATCHED("0068", "maintenance", "The replication instance is in a state that can't be upgraded."),
    INSTANCE_PATCHED("0047", "maintenance", "Management software on the replication instance has been updated."),
    INSTANCE_STORAGE_LOW("0007", "low storage", "Free storage for the replication instance is low."),
    INSTANCE_FAILOVER_STARTED("0013", "failover", "Failover started for a Multi-AZ replication instance."),
    INSTANCE_FAILOVER_FINISHED("0049", "failover", "Failover has been completed for a Multi-AZ replication instance."),
    INSTANCE_STANDBY_TOOK_OVER("0015", "failover", "High Availability failover to standby complete."),
    INSTANCE_STORAGE_FAILED("0031", "failure", "The replication instance has gone into storage failure."),
    INSTANCE_NETWORK_FAILED("0036", "failure", "The replication instance has failed due to an incompatible network."),

    TASK_CREATED("0074", "creation", "The replication task was created."),
    TASK_DELETED("0073", "deletion", "The replication task was deleted."),
    TASK_MODIFIED("0080", "configuration change", "The replication task was modified."),
    TASK_STARTED("0069", "state change", "The replication task has started."),
    TASK_STOPPED("0079", "state change", "Replication task has stopped."),
    TASK_RELOAD_REQUESTED("0081", "state change", "A reload of table details has been requested."),
    TASK_LOADED("0082", "state change", "Full load completed."),
    TASK_PAUSED_BY_SWAP("0091", "state change", "Reading paused, swap files limit reached."),
    TASK_PAUSED_BY_DISK("0092", "state change", "Reading paused, disk usage limit reached."),
    TASK_RESUMED("0093", "state change", "Reading resumed."),
    TASK_FAILED("0078", "failure", "Replication task has failed.");

    public static final String INSTANCE = "replication-instance";
    public static final String TASK = "replication-task";

    /** What DescribeEventCategories answers, letter by letter and in this order. */
    private static final Map<String, List<String>> CATEGORIES = Map.of(
            INSTANCE,
                    List.of(
                            "low storage",
                            "configuration change",
                            "maintenance",
                            "deletion",
                            "creation",
                            "failover",
                            "failure"),
            TASK, List.of("configuration change", "state change", "deletion", "creation", "failure"));

    private final String digits;
    private final String category;
    private final String message;

    Catalogue(String digits, String category, String message) {
        this.digits = digits;
        this.category = category;
        this.message = message;
    }

    /** The source types there are, in AWS's order. */
    public static List<String> sourceTypes() {
        return List.of(INSTANCE, TASK);
    }

    /** @return empty for an unknown source type */
    public static List<String> categories(String sourceType) {
        return CATEGORIES.getOrDefault(sourceType, List.of());
    }

    /** {@code DMS-EVENT-0079}. */
    public String id() {
        return "DMS-EVENT-" + digits;
    }

    public static Optional<Catalogue> of(String id) {
        return Arrays.stream(values()).filter(each -> each.id().equals(id)).findFirst();
    }

    public String sourceType() {
        return name().startsWith("TASK_") ? TASK : INSTANCE;
    }

    public String category() {
        return category;
    }

    /** As EventBridge names it: {@code REPLICATION_TASK_STOPPED} (AWS names few; the others are assumed). */
    public String eventType() {
        return "REPLICATION_" + name();
    }

    /** What happened to a resource. */
    public Told to(String identifier) {
        return new Told(this, identifier, message);
    }

    /** With what only this occasion knows, a stop reason. */
    public Told to(String identifier, String detail) {
        return new Told(this, identifier, message + " " + detail);
    }

    /**
     * An entry of the catalogue that came true.
     *
     * @param identifier of the resource, not its ARN
     */
    public record Told(Catalogue entry, String identifier, String message) {}
}
