package io.dmslocal.engine;

import io.dmslocal.engine.entity.endpoint.EndpointEntity;
import io.dmslocal.engine.model.Arn;
import io.dmslocal.engine.model.Outcome;
import io.dmslocal.engine.model.Scope;
import io.dmslocal.engine.resource.Resources;
import io.dmslocal.engine.resource.type.Certificates;
import io.dmslocal.engine.settings.EndpointSettings;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import software.amazon.awssdk.services.databasemigration.model.Certificate;
import software.amazon.awssdk.services.databasemigration.model.Endpoint;

/** What endpoints and certificates have to do with each other: an endpoint holds the one it names, and its connections verify against it. */
public final class EndpointCertificates {

    private final Engine engine;
    private final Resources<Certificate, ?, ?> certificates;

    EndpointCertificates(Engine engine) {
        this.engine = engine;
        this.certificates = engine.resources().of(Certificates.class);
    }

    /**
     * Whether a request's CertificateArn names one.
     *
     * @param certificateArn null when the request says nothing of it, empty for none
     */
    public CompletionStage<Outcome<String>> named(Scope scope, String certificateArn) {
        if (certificateArn == null || certificateArn.isEmpty()) {
            return CompletableFuture.completedFuture(Outcome.done(""));
        }
        boolean fits = Arn.parse(certificateArn)
                .filter(arn -> arn.scope().equals(scope) && arn.type().equals(Certificates.ARN_TYPE))
                .isPresent();
        return fits
                ? certificates
                        .describe(scope, certificateArn)
                        .thenApply(outcome -> outcome.map(Certificate::certificateArn))
                : CompletableFuture.completedFuture(
                        Outcome.refused(certificates.type().notFound()));
    }

    /** Makes an endpoint that holds its certificate from before it exists. */
    public CompletionStage<Outcome<Endpoint>> creating(
            Arn endpoint, String certificateArn, Supplier<CompletionStage<Outcome<Endpoint>>> create) {
        return hold(endpoint, certificateArn)
                .thenCompose(held -> held.then(certificate -> create.get().thenApply(outcome -> {
                    if (outcome.fault().isPresent()) {
                        release(endpoint, certificate);
                    }
                    return outcome;
                })));
    }

    /** Changes an endpoint, which holds both certificates meanwhile and the right one afterwards. */
    public CompletionStage<Outcome<Endpoint>> modifying(
            Arn endpoint, String certificateArn, Supplier<CompletionStage<Outcome<Endpoint>>> modify) {
        if (certificateArn == null) {
            return modify.get();
        }
        return engine.endpoint(endpoint.toString(), EndpointEntity.Describe::new)
                .thenApply(reply -> reply.outcome().map(before -> text(before.certificateArn())))
                .thenCompose(known -> known.then(before -> before.equals(certificateArn)
                        ? modify.get()
                        : hold(endpoint, certificateArn)
                                .thenCompose(held ->
                                        held.then(certificate -> modify.get().thenApply(outcome -> {
                                            release(endpoint, outcome.value().isPresent() ? before : certificate);
                                            return outcome;
                                        })))));
    }

    /** With the certificate that its connections are verified against. */
    CompletionStage<EndpointSettings> certified(EndpointSettings settings) {
        Optional<Arn> certificate = settings.attribute("CertificateArn").flatMap(Arn::parse);
        return certificate
                .map(arn -> certificates
                        .describe(arn.scope(), arn.toString())
                        .thenApply(outcome -> outcome.value()
                                .map(Certificate::certificatePem)
                                .map(settings::verifiedBy)
                                .orElse(settings)))
                .orElseGet(() -> CompletableFuture.completedFuture(settings));
    }

    private CompletionStage<Outcome<String>> hold(Arn endpoint, String certificateArn) {
        return certificateArn == null || certificateArn.isEmpty()
                ? CompletableFuture.completedFuture(Outcome.done(""))
                : certificates
                        .attach(endpoint.scope(), certificateArn, endpoint.toString())
                        .thenApply(outcome -> outcome.map(Certificate::certificateArn));
    }

    private void release(Arn endpoint, String certificateArn) {
        if (!certificateArn.isEmpty()) {
            engine.release(endpoint.toString(), List.of(certificateArn));
        }
    }

    private static String text(String value) {
        return value == null ? "" : value;
    }
}
