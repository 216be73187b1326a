package io.dmslocal.engine;

import com.typesafe.config.Config;
import io.dmslocal.engine.cloudwatch.CloudWatchSettings;
import io.dmslocal.engine.connector.ChangeCaptures;
import io.dmslocal.engine.directory.Limits;
import io.dmslocal.engine.entity.assessment.AssessmentDelays;
import io.dmslocal.engine.entity.conversion.ConversionDelays;
import io.dmslocal.engine.entity.datamigration.DataMigrationDelays;
import io.dmslocal.engine.entity.endpoint.EndpointDelays;
import io.dmslocal.engine.entity.fleet.FleetDelays;
import io.dmslocal.engine.entity.instance.InstanceDelays;
import io.dmslocal.engine.entity.leftover.LeftoverPauses;
import io.dmslocal.engine.entity.serverless.ServerlessDelays;
import io.dmslocal.engine.entity.subscription.SubscriptionDelays;
import io.dmslocal.engine.entity.task.TaskDelays;
import io.dmslocal.engine.event.delivery.DeliverySettings;
import io.dmslocal.engine.model.Quota;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * The engine's part of the configuration, {@code dms-local.engine}; every key is explained in the module's {@code reference.conf}.
 *
 * @param shards into how many parts each kind of entity is divided; never to be changed for a journal that exists
 * @param askTimeout how long an entity may take to answer
 * @param claimTimeout how long a name may be claimed without a resource
 * @param limits the account's quotas
 * @param instance delays of replication instances
 * @param endpoint delays of endpoints and their connections
 * @param task delays of tasks
 * @param serverless delays of serverless replications
 * @param dataMigration delays of data migrations
 * @param conversion delays of schema conversion's requests
 * @param fleet delays of Fleet Advisor
 * @param assessment delays of assessment runs
 * @param subscription delays of event subscriptions
 * @param eventDelivery how events reach those who subscribed
 * @param cloudWatch what is sent to CloudWatch
 * @param needsSuccessfulTests whether a task starts only when both its connections were tested successfully
 * @param kinesisEndpoint where Kinesis answers; empty for AWS itself
 * @param s3Endpoint where S3 answers, or {@code aws} for S3 itself; empty for files of this node
 * @param secretsManagerEndpoint where Secrets Manager answers; empty for AWS itself
 * @param changeCaptures by which reader changes are captured
 * @param needsReachableProviders whether a request of schema conversion fails when its data provider cannot be reached
 * @param fleetInventory a file that says what Fleet Advisor finds; empty: nothing
 * @param expressionDeadline how long one expression of a transformation rule may take for one row
 * @param leftovers pauses between attempts to remove what deleted tasks left on their sources
 * @param stopGrace how long a run that is to stop waits for a source or target that does not answer
 */
public record EngineSettings(
        int shards,
        Duration askTimeout,
        Duration claimTimeout,
        Limits limits,
        InstanceDelays instance,
        EndpointDelays endpoint,
        TaskDelays task,
        ServerlessDelays serverless,
        DataMigrationDelays dataMigration,
        ConversionDelays conversion,
        FleetDelays fleet,
        AssessmentDelays assessment,
        SubscriptionDelays subscription,
        DeliverySettings eventDelivery,
        CloudWatchSettings cloudWatch,
        boolean needsSuccessfulTests,
        Optional<URI> kinesisEndpoint,
        Optional<String> s3Endpoint,
        Optional<URI> secretsManagerEndpoint,
        ChangeCaptures changeCaptures,
        boolean needsReachableProviders,
        Optional<Path> fleetInventory,
        Duration expressionDeadline,
        LeftoverPauses leftovers,
        Duration stopGrace) {

    private static final Set<String> KEYS = Set.of(
            "shards",
            "ask-timeout",
            "claim-timeout",
            "quotas",
            "timing",
            "timings",
            "blocking-dispatcher",
            "start-needs-successful-connection-tests",
            "kinesis-endpoint",
            "s3-endpoint",
            "secrets-manager-endpoint",
            "event-delivery",
            "cloudwatch",
            "change-capture",
            "schema-conversion-needs-reachable-providers",
            "fleet-advisor-inventory",
            "expression-deadline",
            "leftovers",
            "stop-grace");

    /** @param config the whole configuration */
    public static EngineSettings from(Config config) {
        Config engine = config.getConfig("dms-local.engine");
        Set<String> unknown = new TreeSet<>(engine.root().keySet());
        unknown.removeAll(KEYS);
        if (!unknown.isEmpty()) {
            throw new IllegalArgumentException(
                    "dms-local.engine has no " + unknown + "; it has " + new TreeSet<>(KEYS));
        }
        Config timing = timing(engine);
        return new EngineSettings(
                engine.getInt("shards"),
                engine.getDuration("ask-timeout"),
                engine.getDuration("claim-timeout"),
                limits(engine.getConfig("quotas")),
                InstanceDelays.from(timing.getConfig("instance")),
                EndpointDelays.from(timing.getConfig("endpoint")),
                TaskDelays.from(timing.getConfig("task")),
                ServerlessDelays.from(timing.getConfig("serverless")),
                DataMigrationDelays.from(timing.getConfig("data-migration")),
                ConversionDelays.from(timing.getConfig("schema-conversion")),
                FleetDelays.from(timing.getConfig("fleet-advisor")),
                AssessmentDelays.from(timing.getConfig("assessment")),
                SubscriptionDelays.from(timing.getConfig("event-subscription")),
                DeliverySettings.from(engine.getConfig("event-delivery")),
                CloudWatchSettings.from(engine.getConfig("cloudwatch")),
                engine.getBoolean("start-needs-successful-connection-tests"),
                uri(engine, "kinesis-endpoint"),
                Optional.of(engine.getString("s3-endpoint")).map(String::strip).filter(text -> !text.isEmpty()),
                uri(engine, "secrets-manager-endpoint"),
                ChangeCaptures.from(engine.getConfig("change-capture")),
                engine.getBoolean("schema-conversion-needs-reachable-providers"),
                Optional.of(engine.getString("fleet-advisor-inventory"))
                        .filter(file -> !file.isBlank())
                        .map(Path::of),
                engine.getDuration("expression-deadline"),
                LeftoverPauses.from(engine.getConfig("leftovers")),
                engine.getDuration("stop-grace"));
    }

    private static Optional<URI> uri(Config engine, String key) {
        return Optional.of(engine.getString(key)).filter(uri -> !uri.isBlank()).map(URI::create);
    }

    private static Config timing(Config engine) {
        String name = engine.getString("timing");
        Config timings = engine.getConfig("timings");
        if (!timings.hasPath(name)) {
            throw new IllegalArgumentException("dms-local.engine.timing is " + name + "; possible are "
                    + timings.root().keySet());
        }
        return timings.getConfig(name);
    }

    private static Limits limits(Config quotas) {
        Map<Quota, Long> configured = new EnumMap<>(Quota.class);
        for (String name : quotas.root().keySet()) {
            Quota quota = Quota.of(name)
                    .orElseThrow(() -> new IllegalArgumentException("dms-local.engine.quotas has no " + name
                            + "; it has "
                            + Stream.of(Quota.values()).map(Quota::wireName).toList()));
            configured.put(quota, quotas.getLong(name));
        }
        return new Limits(configured);
    }
}
