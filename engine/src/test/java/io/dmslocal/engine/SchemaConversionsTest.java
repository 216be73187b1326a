package io.dmslocal.engine;

import static io.dmslocal.engine.Eventually.eventually;
import static io.dmslocal.engine.RunningEngine.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.dmslocal.engine.entity.conversion.ConversionEntity.Numbered;
import io.dmslocal.engine.entity.conversion.RequestKind;
import io.dmslocal.engine.model.Outcome;
import io.dmslocal.engine.model.Scope;
import io.dmslocal.engine.model.Tags;
import io.dmslocal.engine.resource.type.DataProviders;
import io.dmslocal.engine.resource.type.InstanceProfiles;
import io.dmslocal.engine.resource.type.MigrationProjects;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.databasemigration.model.CreateDataProviderRequest;
import software.amazon.awssdk.services.databasemigration.model.CreateInstanceProfileRequest;
import software.amazon.awssdk.services.databasemigration.model.CreateMigrationProjectRequest;
import software.amazon.awssdk.services.databasemigration.model.DataProvider;
import software.amazon.awssdk.services.databasemigration.model.DataProviderDescriptorDefinition;
import software.amazon.awssdk.services.databasemigration.model.MigrationProject;
import software.amazon.awssdk.services.databasemigration.model.SchemaConversionRequest;
import software.amazon.awssdk.services.databasemigration.model.StartMetadataModelAssessmentRequest;
import software.amazon.awssdk.services.databasemigration.model.StartMetadataModelConversionRequest;
import software.amazon.awssdk.services.databasemigration.model.StartMetadataModelExportToTargetRequest;

/** Schema conversion on a running engine: what holds a project, what outlives a restart, what has to be reached. */
class SchemaConversionsTest {

    private static final Scope SCOPE = new Scope("000000000000", "us-east-1");
    private static final String SLOW =
            "dms-local.engine.timings.local.schema-conversion { received = 1h, working = 1h, whole = 1h, canceling = 1h }";
    private static final String QUICK =
            "dms-local.engine.timings.local.schema-conversion { received = 10ms, working = 10ms, whole = 10ms, canceling = 10ms }";
    private static final String STRICT = "\ndms-local.engine.schema-conversion-needs-reachable-providers = true";
    private static final String RULES = "{\"rules\":[{\"rule-type\":\"selection\"}]}";

    @TempDir
    Path data;

    @Test
    void aRequestHoldsItsProjectUntilItIsOver() {
        try (RunningEngine running = new RunningEngine(SLOW.replace("canceling = 1h", "canceling = 10ms"))) {
            Engine engine = running.engine();
            String project = project(engine, true, 1).migrationProjectArn();
            String request = convert(engine, project).requestIdentifier();

            String refused = delete(engine, project).fault().orElseThrow().message();
            assertTrue(refused.contains(request), refused);

            await(engine.schemaConversions().cancel(SCOPE, project, RequestKind.CONVERSION, request));
            eventually("free", () -> delete(engine, project).value().isPresent());
            assertEquals(
                    "ResourceNotFoundFault",
                    await(engine.schemaConversions().requests(SCOPE, project, RequestKind.CONVERSION))
                            .fault()
                            .orElseThrow()
                            .code());
        }
    }

    @Test
    void requestsAndSettingsOutliveARestart() {
        String project;
        String request;
        try (RunningEngine first = RunningEngine.in(data, SLOW)) {
            project = project(first.engine(), true, 1).migrationProjectArn();
            request = convert(first.engine(), project).requestIdentifier();
            await(first.engine()
                    .schemaConversions()
                    .changeConfiguration(
                            SCOPE,
                            project,
                            JsonNodeFactory.instance.objectNode().put("mine", 1)));
        }
        try (RunningEngine second = RunningEngine.in(data, SLOW)) {
            assertEquals(List.of(request + " RECEIVED"), requests(second.engine(), project));
            assertTrue(delete(second.engine(), project).fault().isPresent());
        }
        try (RunningEngine third = RunningEngine.in(data, QUICK)) {
            Engine engine = third.engine();
            eventually("over", () -> requests(engine, project).equals(List.of(request + " SUCCESS")));
            assertEquals(
                    1,
                    await(engine.schemaConversions().configuration(SCOPE, project))
                            .value()
                            .orElseThrow()
                            .path("mine")
                            .asInt());
            eventually("free", () -> delete(engine, project).value().isPresent());
        }
    }

    @Test
    void strictlyARequestFailsWhenItsProviderCannotBeReached() throws IOException {
        int closed;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            closed = socket.getLocalPort();
        }
        try (RunningEngine running = new RunningEngine(QUICK + STRICT)) {
            Engine engine = running.engine();
            String project = project(engine, false, closed).migrationProjectArn();

            String conversion = convert(engine, project).requestIdentifier();

            eventually("failed", () -> requests(engine, project).equals(List.of(conversion + " FAILED")));
            String message = await(engine.schemaConversions().requests(SCOPE, project, RequestKind.CONVERSION))
                    .value()
                    .orElseThrow()
                    .get(0)
                    .document()
                    .error()
                    .defaultErrorDetails()
                    .message();
            assertTrue(message.startsWith("Data provider source cannot be reached at 127.0.0.1:" + closed), message);

            start(
                    engine,
                    project,
                    RequestKind.ASSESSMENT,
                    StartMetadataModelAssessmentRequest.builder()
                            .selectionRules("{\"rules\":[]}")
                            .build());
            eventually(
                    "what selects nothing reaches for nothing",
                    () -> statuses(engine, project, RequestKind.ASSESSMENT).equals(List.of("SUCCESS")));
        }
    }

    @Test
    void strictlyItSucceedsWhereSomebodyListensAndOnVirtualProviders() throws IOException {
        try (ServerSocket open = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                RunningEngine running = new RunningEngine(QUICK + STRICT)) {
            Engine engine = running.engine();
            String reachable = project(engine, false, open.getLocalPort()).migrationProjectArn();

            convert(engine, reachable);
            // the target is virtual
            start(
                    engine,
                    reachable,
                    RequestKind.TARGET_EXPORT,
                    StartMetadataModelExportToTargetRequest.builder()
                            .selectionRules(RULES)
                            .build());

            for (RequestKind kind : List.of(RequestKind.CONVERSION, RequestKind.TARGET_EXPORT)) {
                eventually(
                        kind + " succeeds",
                        () -> statuses(engine, reachable, kind).equals(List.of("SUCCESS")));
            }
        }
    }

    private static SchemaConversionRequest convert(Engine engine, String project) {
        return start(
                engine,
                project,
                RequestKind.CONVERSION,
                StartMetadataModelConversionRequest.builder()
                        .selectionRules(RULES)
                        .build());
    }

    private static SchemaConversionRequest start(Engine engine, String project, RequestKind kind, SdkPojo order) {
        return done(engine.schemaConversions().start(SCOPE, project, kind, order));
    }

    private static List<String> requests(Engine engine, String project) {
        return await(engine.schemaConversions().requests(SCOPE, project, RequestKind.CONVERSION))
                .value()
                .orElseThrow()
                .stream()
                .map(Numbered::document)
                .map(request -> request.requestIdentifier() + " " + request.status())
                .toList();
    }

    private static List<String> statuses(Engine engine, String project, RequestKind kind) {
        return await(engine.schemaConversions().requests(SCOPE, project, kind)).value().orElseThrow().stream()
                .map(request -> request.document().status())
                .toList();
    }

    private static Outcome<MigrationProject> delete(Engine engine, String project) {
        return await(engine.projectChanges().delete(SCOPE, project));
    }

    /** @param virtual its source, which is on this machine; the target always is */
    private static MigrationProject project(Engine engine, boolean virtual, int port) {
        String profile = done(engine.resources()
                        .of(InstanceProfiles.class)
                        .create(SCOPE, CreateInstanceProfileRequest.builder().build(), Tags.none()))
                .instanceProfileArn();
        String source = provider(engine, "source", virtual, port).dataProviderArn();
        String target = provider(engine, "target", true, 1).dataProviderArn();
        return done(engine.resources()
                .of(MigrationProjects.class)
                .create(
                        SCOPE,
                        CreateMigrationProjectRequest.builder()
                                .migrationProjectName("project")
                                .instanceProfileIdentifier(profile)
                                .sourceDataProviderDescriptors(descriptor(source))
                                .targetDataProviderDescriptors(descriptor(target))
                                .build(),
                        Tags.none()));
    }

    private static DataProvider provider(Engine engine, String name, boolean virtual, int port) {
        return done(engine.resources()
                .of(DataProviders.class)
                .create(
                        SCOPE,
                        CreateDataProviderRequest.builder()
                                .dataProviderName(name)
                                .engine("postgres")
                                .virtual(virtual)
                                .settings(settings ->
                                        settings.postgreSqlSettings(postgres -> postgres.serverName("127.0.0.1")
                                                .port(port)
                                                .databaseName("shop")))
                                .build(),
                        Tags.none()));
    }

    private static DataProviderDescriptorDefinition descriptor(String provider) {
        return DataProviderDescriptorDefinition.builder()
                .dataProviderIdentifier(provider)
                .build();
    }

    private static <T> T done(CompletionStage<Outcome<T>> outcome) {
        return await(outcome).fold(value -> value, fault -> {
            throw new AssertionError(fault);
        });
    }
}
