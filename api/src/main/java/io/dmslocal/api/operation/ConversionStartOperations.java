package io.dmslocal.api.operation;

import io.dmslocal.api.protocol.Caller;
import io.dmslocal.engine.Engine;
import io.dmslocal.engine.SchemaConversions;
import io.dmslocal.engine.entity.conversion.RequestKind;
import io.dmslocal.engine.entity.conversion.SelectionDocument;
import io.dmslocal.engine.model.Outcome;
import java.util.concurrent.CompletionStage;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.databasemigration.model.SchemaConversionRequest;
import software.amazon.awssdk.services.databasemigration.model.StartExtensionPackAssociationRequest;
import software.amazon.awssdk.services.databasemigration.model.StartExtensionPackAssociationResponse;
import software.amazon.awssdk.services.databasemigration.model.StartMetadataModelAssessmentRequest;
import software.amazon.awssdk.services.databasemigration.model.StartMetadataModelAssessmentResponse;
import software.amazon.awssdk.services.databasemigration.model.StartMetadataModelConversionRequest;
import software.amazon.awssdk.services.databasemigration.model.StartMetadataModelConversionResponse;
import software.amazon.awssdk.services.databasemigration.model.StartMetadataModelCreationRequest;
import software.amazon.awssdk.services.databasemigration.model.StartMetadataModelCreationResponse;
import software.amazon.awssdk.services.databasemigration.model.StartMetadataModelExportAsScriptRequest;
import software.amazon.awssdk.services.databasemigration.model.StartMetadataModelExportAsScriptResponse;
import software.amazon.awssdk.services.databasemigration.model.StartMetadataModelExportToTargetRequest;
import software.amazon.awssdk.services.databasemigration.model.StartMetadataModelExportToTargetResponse;
import software.amazon.awssdk.services.databasemigration.model.StartMetadataModelImportRequest;
import software.amazon.awssdk.services.databasemigration.model.StartMetadataModelImportResponse;

/**
 * What starts a request of schema conversion: seven kinds, all alike. AWS: API_StartMetadataModelImport and its neighbours. {@link
 * ConversionRequestOperations} lists them.
 */
public final class ConversionStartOperations {

    private final SchemaConversions conversions;

    public ConversionStartOperations(Engine engine) {
        this.conversions = engine.schemaConversions();
    }

    public void register(Operations operations) {
        operations.recorded(
                "StartMetadataModelImport",
                "no metadata is read: the request ends in SUCCESS with zero objects",
                StartMetadataModelImportRequest::builder,
                this::startMetadataModelImport);
        operations.recorded(
                "StartMetadataModelAssessment",
                "nothing is assessed: the request ends in SUCCESS with zero objects",
                StartMetadataModelAssessmentRequest::builder,
                this::startMetadataModelAssessment);
        operations.recorded(
                "StartMetadataModelConversion",
                "nothing is converted: the request ends in SUCCESS with zero objects",
                StartMetadataModelConversionRequest::builder,
                this::startMetadataModelConversion);
        operations.recorded(
                "StartMetadataModelCreation",
                "the definition is kept in the journal and makes no metadata model",
                StartMetadataModelCreationRequest::builder,
                this::startMetadataModelCreation);
        operations.recorded(
                "StartMetadataModelExportAsScript",
                "no script is written: ExportSqlDetails says where AWS would put one",
                StartMetadataModelExportAsScriptRequest::builder,
                this::startMetadataModelExportAsScript);
        operations.recorded(
                "StartMetadataModelExportToTarget",
                "nothing is applied to the target: the request ends in SUCCESS with zero objects",
                StartMetadataModelExportToTargetRequest::builder,
                this::startMetadataModelExportToTarget);
        operations.recorded(
                "StartExtensionPackAssociation",
                "no extension pack is applied to the target",
                StartExtensionPackAssociationRequest::builder,
                this::startExtensionPackAssociation);
    }

    private CompletionStage<Answer> startMetadataModelImport(Caller caller, StartMetadataModelImportRequest request) {
        return selecting(request.selectionRules(), request)
                .then(valid -> start(caller, request.migrationProjectIdentifier(), RequestKind.IMPORT, valid))
                .thenApply(id -> Answer.of(
                        id,
                        each -> StartMetadataModelImportResponse.builder()
                                .requestIdentifier(each)
                                .build()));
    }

    private CompletionStage<Answer> startMetadataModelAssessment(
            Caller caller, StartMetadataModelAssessmentRequest request) {
        return selecting(request.selectionRules(), request)
                .then(valid -> start(caller, request.migrationProjectIdentifier(), RequestKind.ASSESSMENT, valid))
                .thenApply(id -> Answer.of(
                        id,
                        each -> StartMetadataModelAssessmentResponse.builder()
                                .requestIdentifier(each)
                                .build()));
    }

    private CompletionStage<Answer> startMetadataModelConversion(
            Caller caller, StartMetadataModelConversionRequest request) {
        return selecting(request.selectionRules(), request)
                .then(valid -> start(caller, request.migrationProjectIdentifier(), RequestKind.CONVERSION, valid))
                .thenApply(id -> Answer.of(
                        id,
                        each -> StartMetadataModelConversionResponse.builder()
                                .requestIdentifier(each)
                                .build()));
    }

    private CompletionStage<Answer> startMetadataModelCreation(
            Caller caller, StartMetadataModelCreationRequest request) {
        return selecting(request.selectionRules(), request)
                .then(valid -> start(caller, request.migrationProjectIdentifier(), RequestKind.CREATION, valid))
                .thenApply(id -> Answer.of(
                        id,
                        each -> StartMetadataModelCreationResponse.builder()
                                .requestIdentifier(each)
                                .build()));
    }

    private CompletionStage<Answer> startMetadataModelExportAsScript(
            Caller caller, StartMetadataModelExportAsScriptRequest request) {
        return selecting(request.selectionRules(), request)
                .then(valid -> start(caller, request.migrationProjectIdentifier(), RequestKind.SCRIPT_EXPORT, valid))
                .thenApply(id -> Answer.of(
                        id,
                        each -> StartMetadataModelExportAsScriptResponse.builder()
                                .requestIdentifier(each)
                                .build()));
    }

    private CompletionStage<Answer> startMetadataModelExportToTarget(
            Caller caller, StartMetadataModelExportToTargetRequest request) {
        return selecting(request.selectionRules(), request)
                .then(valid -> start(caller, request.migrationProjectIdentifier(), RequestKind.TARGET_EXPORT, valid))
                .thenApply(id -> Answer.of(
                        id,
                        each -> StartMetadataModelExportToTargetResponse.builder()
                                .requestIdentifier(each)
                                .build()));
    }

    private CompletionStage<Answer> startExtensionPackAssociation(
            Caller caller, StartExtensionPackAssociationRequest request) {
        return start(caller, request.migrationProjectIdentifier(), RequestKind.EXTENSION_PACK, request)
                .thenApply(id -> Answer.of(
                        id,
                        each -> StartExtensionPackAssociationResponse.builder()
                                .requestIdentifier(each)
                                .build()));
    }

    private static <Q extends SdkPojo> Outcome<Q> selecting(String rules, Q request) {
        return Outcome.unless(SelectionDocument.fault(rules), request);
    }

    private CompletionStage<Outcome<String>> start(Caller caller, String project, RequestKind kind, SdkPojo request) {
        return conversions
                .start(caller.scope(), project, kind, request)
                .thenApply(started -> started.map(SchemaConversionRequest::requestIdentifier));
    }
}
