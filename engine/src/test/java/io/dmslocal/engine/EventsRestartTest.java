package io.dmslocal.engine;

import static io.dmslocal.engine.Eventually.eventually;
import static io.dmslocal.engine.RunningEngine.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.dmslocal.engine.directory.Kind;
import io.dmslocal.engine.directory.Registrar.Registration;
import io.dmslocal.engine.entity.instance.ReplicationInstanceEntity.Create;
import io.dmslocal.engine.entity.instance.ReplicationInstanceEntity.Reply;
import io.dmslocal.engine.event.EventQuery;
import io.dmslocal.engine.event.Happening;
import io.dmslocal.engine.model.Scope;
import io.dmslocal.engine.model.Tags;
import io.dmslocal.persistence.journal.JournalDatabase;
import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.databasemigration.model.AvailabilityZone;
import software.amazon.awssdk.services.databasemigration.model.CreateReplicationInstanceRequest;
import software.amazon.awssdk.services.databasemigration.model.ReplicationSubnetGroup;
import software.amazon.awssdk.services.databasemigration.model.Subnet;

/** Events are facts of the journal: what an engine did not live to tell, the next one tells, and nothing twice. */
class EventsRestartTest {

    private static final Scope SCOPE = new Scope("111111111111", "us-east-1");
    private static final String QUICK = "dms-local.engine.timings.local.instance { creating = 1ms, deleting = 1ms }";

    @TempDir
    Path data;

    @Test
    void whatIsNotedIsNotToldAgain() {
        List<Happening> before;
        try (RunningEngine first = RunningEngine.in(data, QUICK)) {
            create(first.engine(), "alpha");
            eventually("both events", () -> events(first.engine()).size() == 2);
            before = events(first.engine());
        }
        try (RunningEngine second = RunningEngine.in(data, QUICK)) {
            assertEquals(before, events(second.engine()));
            assertEquals(
                    List.of("DMS-EVENT-0067", "DMS-EVENT-0005"),
                    before.stream().map(Happening::eventId).toList());
        }
    }

    @Test
    void whatWasNeverNotedIsFoundInTheJournals() {
        try (RunningEngine first = RunningEngine.in(data, QUICK)) {
            create(first.engine(), "alpha");
            create(first.engine(), "beta");
            eventually("all events", () -> events(first.engine()).size() == 4);
        }
        forgetEvents();
        try (RunningEngine second = RunningEngine.in(data, QUICK)) {
            assertEquals(4, events(second.engine()).size());
            assertEquals(
                    List.of(1L, 2L, 3L, 4L),
                    events(second.engine()).stream()
                            .map(Happening::number)
                            .sorted()
                            .toList());
        }
    }

    /** As if the engine had been killed before the log wrote anything. */
    private void forgetEvents() {
        Config config = ConfigFactory.parseMap(Map.of("dms-local.persistence.directory", data.toString()))
                .withFallback(ConfigFactory.parseResources("journal-h2.conf"))
                .withFallback(ConfigFactory.load())
                .resolve();
        try (JournalDatabase journal = JournalDatabase.open(config.getConfig("dms-local.persistence.journal"))) {
            int rows = journal.transaction(connection -> {
                String sql = "delete from \"event_journal\" where \"persistence_id\" = ?";
                try (PreparedStatement statement = connection.prepareStatement(sql)) {
                    statement.setString(1, "EventLog|" + SCOPE);
                    return statement.executeUpdate();
                }
            });
            assertEquals(true, rows > 0, "there was something to forget");
        }
    }

    private static void create(Engine engine, String identifier) {
        CreateReplicationInstanceRequest request = CreateReplicationInstanceRequest.builder()
                .replicationInstanceIdentifier(identifier)
                .replicationInstanceClass("dms.t3.micro")
                .build();
        ReplicationSubnetGroup group = ReplicationSubnetGroup.builder()
                .replicationSubnetGroupIdentifier("default")
                .subnets(subnet("us-east-1a"), subnet("us-east-1b"))
                .build();
        await(engine.registrar()
                        .register(
                                new Registration(SCOPE, Kind.INSTANCE, identifier, Optional.empty()),
                                arn -> engine.instance(arn, replyTo -> new Create(request, group, Tags.none(), replyTo))
                                        .thenApply(Reply::outcome)))
                .value()
                .orElseThrow();
    }

    private static Subnet subnet(String zone) {
        return Subnet.builder()
                .subnetIdentifier("subnet-" + zone)
                .subnetAvailabilityZone(AvailabilityZone.builder().name(zone).build())
                .build();
    }

    private static List<Happening> events(Engine engine) {
        Instant now = Instant.now();
        return await(engine.events()
                .matching(
                        SCOPE, new EventQuery(now.minus(Duration.ofHours(1)), now.plusSeconds(1), List.of(), "", 100)));
    }
}
