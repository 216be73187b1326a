package io.dmslocal.engine.resource.type;

import io.dmslocal.engine.model.Fault;
import io.dmslocal.engine.model.Identifiers;
import io.dmslocal.engine.model.KmsKeys;
import io.dmslocal.engine.model.Outcome;
import io.dmslocal.engine.model.Quota;
import io.dmslocal.engine.resource.LastingType;
import io.dmslocal.engine.resource.Occasion;
import io.dmslocal.engine.resource.Reference;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.databasemigration.model.Certificate;
import software.amazon.awssdk.services.databasemigration.model.ImportCertificateRequest;

/**
 * Certificates (AWS: ImportCertificate and its neighbours). An endpoint holds its own.
 */
public final class Certificates implements LastingType<Certificate, ImportCertificateRequest> {

    public static final String ARN_TYPE = "cert";

    @Override
    public String arnType() {
        return ARN_TYPE;
    }

    @Override
    public Optional<Quota> quota() {
        return Optional.of(Quota.CERTIFICATES);
    }

    @Override
    public Supplier<? extends SdkPojo> documents() {
        return Certificate::builder;
    }

    @Override
    public Supplier<? extends SdkPojo> creations() {
        return ImportCertificateRequest::builder;
    }

    @Override
    public String nameOf(Certificate certificate) {
        return certificate.certificateIdentifier();
    }

    /** All that is wrong is found here, so that no private key goes further. */
    @Override
    public Outcome<List<Reference>> creation(ImportCertificateRequest request) {
        Optional<Fault> syntax = Identifiers.named("CertificateIdentifier", request.certificateIdentifier())
                .or(() -> KmsKeys.fault("KmsKeyId", request.kmsKeyId()));
        return Outcome.unless(syntax, request).flatMap(CertificateContent::of).map(content -> List.of());
    }

    @Override
    public Outcome<Certificate> create(Occasion occasion, ImportCertificateRequest request) {
        return CertificateContent.of(request)
                .map(content -> content.into(Certificate.builder()
                                .certificateIdentifier(Identifiers.stored(request.certificateIdentifier()))
                                .certificateArn(occasion.arn().toString())
                                .certificateCreationDate(occasion.at())
                                .certificateOwner(occasion.scope().account())
                                .certificatePem(request.certificatePem())
                                .certificateWallet(request.certificateWallet())
                                .kmsKeyId(request.kmsKeyId()))
                        .build());
    }

    @Override
    public Fault notFound() {
        return Fault.notFound("Certificate could not be found.");
    }

    @Override
    public Fault alreadyExists() {
        return Fault.alreadyExists("The resource you are attempting to create already exists.");
    }

    @Override
    public Fault inUse(String verb, String name, String dependent) {
        return Fault.invalidState("Cannot " + verb + " the certificate '" + name + "' because " + dependent
                + " uses it. Give the endpoint or data provider another certificate, or delete it first.");
    }
}
