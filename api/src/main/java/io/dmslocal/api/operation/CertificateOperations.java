package io.dmslocal.api.operation;

import io.dmslocal.api.listing.Filters;
import io.dmslocal.api.listing.Inventory;
import io.dmslocal.api.protocol.Caller;
import io.dmslocal.engine.Engine;
import io.dmslocal.engine.model.Arn;
import io.dmslocal.engine.model.Outcome;
import io.dmslocal.engine.resource.Resources;
import io.dmslocal.engine.resource.type.Certificates;
import java.util.concurrent.CompletionStage;
import software.amazon.awssdk.services.databasemigration.model.Certificate;
import software.amazon.awssdk.services.databasemigration.model.DeleteCertificateRequest;
import software.amazon.awssdk.services.databasemigration.model.DeleteCertificateResponse;
import software.amazon.awssdk.services.databasemigration.model.DescribeCertificatesRequest;
import software.amazon.awssdk.services.databasemigration.model.DescribeCertificatesResponse;
import software.amazon.awssdk.services.databasemigration.model.ImportCertificateRequest;
import software.amazon.awssdk.services.databasemigration.model.ImportCertificateResponse;

/** Certificates. AWS: API_ImportCertificate, API_DescribeCertificates, API_DeleteCertificate. */
public final class CertificateOperations {

    private static final String IDENTIFIER = "certificate-id";
    private static final Filters<Certificate> FILTERS = Filters.<Certificate>none()
            .exact("certificate-arn", Certificate::certificateArn)
            .ignoringCase(IDENTIFIER, Certificate::certificateIdentifier);

    private final Resources<Certificate, ImportCertificateRequest, ImportCertificateRequest> certificates;
    private final Inventory<Certificate> inventory;

    public CertificateOperations(Engine engine) {
        this.certificates = engine.resources().of(Certificates.class);
        this.inventory = Inventory.of(certificates, FILTERS, IDENTIFIER)
                .refusingNothing("No Certificates found matching provided filters")
                .bounds(1, 100);
    }

    public void register(Operations operations) {
        operations
                .real("ImportCertificate", ImportCertificateRequest::builder, this::importCertificate)
                .differs("an auto-login wallet (cwallet.sso) is kept unread, and no connection uses a wallet");
        operations.real("DescribeCertificates", DescribeCertificatesRequest::builder, this::describeCertificates);
        operations.real("DeleteCertificate", DeleteCertificateRequest::builder, this::deleteCertificate);
    }

    private CompletionStage<Answer> importCertificate(Caller caller, ImportCertificateRequest request) {
        return TagOperations.tags(request.tags())
                .then(tags -> certificates.create(caller.scope(), request, tags))
                .thenApply(certificate -> Answer.of(
                        certificate,
                        imported -> ImportCertificateResponse.builder()
                                .certificate(imported)
                                .build()));
    }

    private CompletionStage<Answer> describeCertificates(Caller caller, DescribeCertificatesRequest request) {
        return inventory.answer(
                caller.scope(),
                request.filters(),
                request.maxRecords(),
                request.marker(),
                page -> DescribeCertificatesResponse.builder()
                        .certificates(page.items())
                        .marker(page.marker())
                        .build());
    }

    private CompletionStage<Answer> deleteCertificate(Caller caller, DeleteCertificateRequest request) {
        return arn(caller, request.certificateArn())
                .then(arn -> certificates.delete(caller.scope(), arn))
                .thenApply(certificate -> Answer.of(
                        certificate,
                        deleted -> DeleteCertificateResponse.builder()
                                .certificate(deleted)
                                .build()));
    }

    /** A name is no ARN, though the collection would find it. */
    private Outcome<String> arn(Caller caller, String text) {
        return Arn.parse(text)
                .filter(arn -> arn.scope().equals(caller.scope()) && arn.type().equals(Certificates.ARN_TYPE))
                .map(arn -> Outcome.done(text))
                .orElseGet(() -> Outcome.refused(certificates.type().notFound()));
    }
}
