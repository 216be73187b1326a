package io.dmslocal.engine.entity.conversion;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.dmslocal.engine.entity.conversion.Converter.Work;
import io.dmslocal.engine.entity.conversion.NoConverter.Reach;
import io.dmslocal.engine.model.Arn;
import io.dmslocal.engine.model.Scope;
import io.dmslocal.engine.resource.ResourceCollections;
import io.dmslocal.engine.resource.Resources;
import io.dmslocal.engine.resource.type.DataProviders;
import io.dmslocal.engine.resource.type.MigrationProjects;
import io.dmslocal.persistence.serialization.ModelJson;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import software.amazon.awssdk.services.databasemigration.model.DataProvider;
import software.amazon.awssdk.services.databasemigration.model.DataProviderDescriptor;
import software.amazon.awssdk.services.databasemigration.model.MigrationProject;

/**
 * Whether the server of a data provider takes connections. No more than that: a provider's password lies in Secrets Manager, which nobody asks here. A
 * virtual provider needs no server, and a request that selects nothing needs no provider.
 */
public final class ProviderReach implements Reach {

    private final Resources<MigrationProject, ?, ?> projects;
    private final Resources<DataProvider, ?, ?> providers;
    private final Executor blocking;
    private final Duration timeout;

    /** @param timeout after which no answer is a failure */
    public ProviderReach(ResourceCollections resources, Executor blocking, Duration timeout) {
        this.projects = resources.of(MigrationProjects.class);
        this.providers = resources.of(DataProviders.class);
        this.blocking = blocking;
        this.timeout = timeout;
    }

    @Override
    public CompletionStage<Optional<String>> failure(Work work) {
        JsonNode rules = work.order().path("SelectionRules");
        if (rules.isTextual() && !SelectionDocument.selectsSomething(rules.asText())) {
            return CompletableFuture.completedFuture(Optional.empty());
        }
        Scope scope = Arn.parse(work.projectArn()).orElseThrow().scope();
        return projects.describe(scope, work.projectArn())
                .thenCompose(project -> project.then(found -> providers.describe(scope, provider(work, found))))
                .thenCompose(provider -> provider.<CompletionStage<Optional<String>>>fold(
                        this::unreachable, fault -> CompletableFuture.completedFuture(Optional.of(fault.message()))));
    }

    private static String provider(Work work, MigrationProject project) {
        List<DataProviderDescriptor> descriptors =
                isOnTarget(work) ? project.targetDataProviderDescriptors() : project.sourceDataProviderDescriptors();
        return descriptors.get(0).dataProviderArn();
    }

    private static boolean isOnTarget(Work work) {
        return work.kind() == RequestKind.TARGET_EXPORT
                || work.kind() == RequestKind.EXTENSION_PACK
                || work.order().path("Origin").asText().equals("TARGET");
    }

    private CompletionStage<Optional<String>> unreachable(DataProvider provider) {
        if (Boolean.TRUE.equals(provider.virtual())) {
            return CompletableFuture.completedFuture(Optional.empty());
        }
        JsonNode settings = settings(provider);
        String server = settings.path("ServerName").asText();
        int port = settings.path("Port").asInt();
        String name = "Data provider " + provider.dataProviderName();
        if (server.isBlank() || port <= 0) {
            return CompletableFuture.completedFuture(
                    Optional.of(name + " has no ServerName or no Port; ModifyDataProvider can give it both."));
        }
        return CompletableFuture.supplyAsync(() -> connect(name, server, port), blocking);
    }

    /** They are a union: whichever engine's they are, they have the server's name and port. Missing where the caller gave none. */
    private static JsonNode settings(DataProvider provider) {
        if (provider.settings() == null) {
            return MissingNode.getInstance();
        }
        Iterator<JsonNode> ofAnEngine = ModelJson.toJson(provider.settings()).iterator();
        return ofAnEngine.hasNext() ? ofAnEngine.next() : MissingNode.getInstance();
    }

    private Optional<String> connect(String name, String server, int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(server, port), Math.toIntExact(timeout.toMillis()));
            return Optional.empty();
        } catch (IOException | IllegalArgumentException e) {
            return Optional.of(name + " cannot be reached at " + server + ":" + port + ": " + e.getMessage() + ".");
        }
    }
}
