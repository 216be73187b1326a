package io.dmslocal.engine.resource;

import static org.junit.jupiter.api.Assertions.assertEquals;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.typed.ActorRef;
import akka.actor.typed.javadsl.AskPattern;
import akka.persistence.testkit.javadsl.EventSourcedBehaviorTestKit;
import com.typesafe.config.ConfigFactory;
import io.dmslocal.engine.directory.Limits;
import io.dmslocal.engine.model.Outcome;
import io.dmslocal.engine.model.Scope;
import io.dmslocal.engine.model.Tags;
import io.dmslocal.engine.resource.type.InstanceProfiles;
import io.dmslocal.engine.resource.type.ResourceTypes;
import io.dmslocal.engine.resource.type.SubnetGroups;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.databasemigration.model.CreateInstanceProfileRequest;
import software.amazon.awssdk.services.databasemigration.model.CreateReplicationSubnetGroupRequest;
import software.amazon.awssdk.services.databasemigration.model.InstanceProfile;
import software.amazon.awssdk.services.databasemigration.model.ModifyInstanceProfileRequest;

/** What happens between two collections, one step after the other. */
class ResourcesTest {

    private static final AtomicInteger ACCOUNTS = new AtomicInteger(100);
    private static final Duration DEADLINE = Duration.ofSeconds(20);
    private static final ActorTestKit SYSTEM = ActorTestKit.create(
            "resources", EventSourcedBehaviorTestKit.config().withFallback(ConfigFactory.load()));

    /** A world of its own for each test. */
    private final Scope scope = new Scope("000000000" + ACCOUNTS.incrementAndGet(), "us-east-1");

    private final List<ResourceType<?, ?, ?>> types = ResourceTypes.all(Limits.usual());
    private final LonelyNeighbours neighbours = new LonelyNeighbours();
    private final Map<String, ActorRef<ResourceCollection.Command>> collections = new ConcurrentHashMap<>();
    private final ResourceCollections resources =
            new ResourceCollections(types, Limits.usual(), new Interrupted(), neighbours);

    /** Done before the profile is made or changed, once it holds its group. */
    private Runnable meanwhile = () -> {};

    @AfterAll
    static void shutdown() {
        SYSTEM.shutdownTestKit();
    }

    @Test
    void aReferenceThatLetsGoMeanwhileIsHeldAgain() {
        group();
        meanwhile = this::letGo;

        profile();

        assertEquals(
                1,
                now(resources.of(SubnetGroups.class).dependents(scope, "red"))
                        .arns()
                        .size());
    }

    @Test
    void aReferenceThatVanishesMeanwhileTakesTheNewResourceWithIt() {
        group();
        meanwhile = () -> {
            letGo();
            now(resources.of(SubnetGroups.class).delete(scope, "red"));
        };

        Outcome<InstanceProfile> made = profile();

        assertEquals("ResourceNotFoundFault", made.fault().orElseThrow().code());
        assertEquals(List.of(), now(resources.of(InstanceProfiles.class).all(scope)));
    }

    @Test
    void aReferenceThatIsLetGoWhileItIsTakenAgainIsHeldAgain() {
        group();
        profile();
        meanwhile = this::letGo;

        now(resources
                .of(InstanceProfiles.class)
                .modify(
                        scope,
                        "wide",
                        ModifyInstanceProfileRequest.builder()
                                .subnetGroupIdentifier("red")
                                .build()));

        assertEquals(
                1,
                now(resources.of(SubnetGroups.class).dependents(scope, "red"))
                        .arns()
                        .size());
        assertEquals(List.of(), neighbours.released);
    }

    private void group() {
        now(resources
                .of(SubnetGroups.class)
                .create(
                        scope,
                        CreateReplicationSubnetGroupRequest.builder()
                                .replicationSubnetGroupIdentifier("red")
                                .replicationSubnetGroupDescription("red")
                                .subnetIds("subnet-1", "subnet-2")
                                .build(),
                        Tags.none()));
    }

    private Outcome<InstanceProfile> profile() {
        return now(resources
                .of(InstanceProfiles.class)
                .create(
                        scope,
                        CreateInstanceProfileRequest.builder()
                                .instanceProfileName("wide")
                                .subnetGroupIdentifier("red")
                                .build(),
                        Tags.none()));
    }

    private void letGo() {
        var groups = resources.of(SubnetGroups.class);
        now(groups.dependents(scope, "red")).arns().forEach(arn -> now(groups.detach(scope, "red", arn)));
    }

    private static <T> T now(CompletionStage<T> stage) {
        return stage.toCompletableFuture()
                .orTimeout(DEADLINE.toSeconds(), TimeUnit.SECONDS)
                .join();
    }

    private final class Interrupted implements ResourceCollections.Way {

        @Override
        public <R> CompletionStage<R> ask(String id, Function<ActorRef<R>, ResourceCollection.Command> command) {
            return AskPattern.ask(
                    collection(id),
                    replyTo -> {
                        ResourceCollection.Command made = command.apply(replyTo);
                        boolean isWritten =
                                made instanceof ResourceCollection.Create || made instanceof ResourceCollection.Modify;
                        if (isWritten && id.endsWith("/instance-profile")) {
                            meanwhile.run();
                        }
                        return made;
                    },
                    DEADLINE,
                    SYSTEM.scheduler());
        }

        private ActorRef<ResourceCollection.Command> collection(String id) {
            return collections.computeIfAbsent(
                    id, key -> SYSTEM.spawn(ResourceCollections.behavior(key, types, Clock.systemUTC(), neighbours)));
        }
    }
}
