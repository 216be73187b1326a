package io.dmslocal.engine.directory;

import io.dmslocal.engine.model.Arn;
import io.dmslocal.engine.model.Fault;
import io.dmslocal.engine.model.Quota;
import java.util.Optional;

/** The kinds of resources that have a life, and therefore a directory. */
public enum Kind {
    INSTANCE("rep", "Replication instance", Quota.REPLICATION_INSTANCES),
    ENDPOINT("endpoint", "Endpoint", Quota.ENDPOINTS),
    TASK("task", "Replication task", Quota.REPLICATION_TASKS),
    /** Config and replication are one. DescribeAccountAttributes knows no quota of them. */
    SERVERLESS("replication-config", "Replication config"),
    DATA_MIGRATION("data-migration", "Data migration"),
    SUBSCRIPTION("es", "Subscription", Quota.EVENT_SUBSCRIPTIONS),
    ASSESSMENT_RUN("assessment-run", "Replication task assessment run");

    private final String arnType;
    private final String noun;
    private final Optional<Quota> quota;

    Kind(String arnType, String noun, Quota quota) {
        this.arnType = arnType;
        this.noun = noun;
        this.quota = Optional.of(quota);
    }

    /** As many as one likes. */
    Kind(String arnType, String noun) {
        this.arnType = arnType;
        this.noun = noun;
        this.quota = Optional.empty();
    }

    /** Stands in ARNs, and in the ids of directories: never to be changed. */
    public String arnType() {
        return arnType;
    }

    public String noun() {
        return noun;
    }

    /** Of how many there may be; empty when nothing limits them. */
    public Optional<Quota> quota() {
        return quota;
    }

    public Fault notFound() {
        return Fault.notFound(noun + " could not be found.");
    }

    public static Optional<Kind> of(Arn arn) {
        for (Kind kind : values()) {
            if (kind.arnType.equals(arn.type())) {
                return Optional.of(kind);
            }
        }
        return Optional.empty();
    }

    /** The kind of a text that should be an ARN; empty for all others. */
    public static Optional<Kind> of(String arn) {
        return Arn.parse(arn).flatMap(Kind::of);
    }
}
