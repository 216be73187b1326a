package io.dmslocal.engine;

import io.dmslocal.engine.aws.SecretsManager;
import io.dmslocal.engine.model.Outcome;
import io.dmslocal.engine.settings.EndpointSettings;
import java.net.URI;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/** What a connection needs beyond its endpoint's document: the certificate that it verifies, and what its secret says. */
final class EndpointLogins {

    private final EndpointCertificates certificates;
    private final SecretsManager secrets;
    private final Executor blocking;

    /** @param secretsManager where it answers; empty for AWS itself */
    EndpointLogins(EndpointCertificates certificates, Optional<URI> secretsManager, Executor blocking) {
        this.certificates = certificates;
        this.secrets = new SecretsManager(secretsManager);
        this.blocking = blocking;
    }

    CompletionStage<Outcome<EndpointSettings>> complete(EndpointSettings settings) {
        return certificates
                .certified(settings)
                .thenCompose(certified -> certified.secret().isEmpty()
                        ? CompletableFuture.completedFuture(Outcome.done(certified))
                        : CompletableFuture.supplyAsync(() -> secrets.opened(certified), blocking));
    }
}
