package io.dmslocal.api.operation;

import io.dmslocal.api.listing.Filters;
import io.dmslocal.api.listing.Listing;
import io.dmslocal.api.listing.Markers;
import io.dmslocal.api.protocol.Caller;
import io.dmslocal.engine.Engine;
import io.dmslocal.engine.SchemaConversions;
import io.dmslocal.engine.entity.conversion.ConversionConfiguration;
import io.dmslocal.engine.entity.conversion.ExportPlace;
import io.dmslocal.engine.entity.conversion.SelectionDocument;
import io.dmslocal.engine.model.Fault;
import io.dmslocal.engine.model.Outcome;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import software.amazon.awssdk.services.databasemigration.model.DescribeConversionConfigurationRequest;
import software.amazon.awssdk.services.databasemigration.model.DescribeConversionConfigurationResponse;
import software.amazon.awssdk.services.databasemigration.model.DescribeMetadataModelChildrenRequest;
import software.amazon.awssdk.services.databasemigration.model.DescribeMetadataModelChildrenResponse;
import software.amazon.awssdk.services.databasemigration.model.DescribeMetadataModelRequest;
import software.amazon.awssdk.services.databasemigration.model.ExportMetadataModelAssessmentRequest;
import software.amazon.awssdk.services.databasemigration.model.ExportMetadataModelAssessmentResponse;
import software.amazon.awssdk.services.databasemigration.model.GetTargetSelectionRulesRequest;
import software.amazon.awssdk.services.databasemigration.model.GetTargetSelectionRulesResponse;
import software.amazon.awssdk.services.databasemigration.model.MetadataModelReference;
import software.amazon.awssdk.services.databasemigration.model.MigrationProject;
import software.amazon.awssdk.services.databasemigration.model.ModifyConversionConfigurationRequest;
import software.amazon.awssdk.services.databasemigration.model.ModifyConversionConfigurationResponse;

/**
 * What schema conversion tells without a request of its own. AWS: API_DescribeMetadataModel, API_DescribeMetadataModelChildren,
 * API_GetTargetSelectionRules, API_ExportMetadataModelAssessment, API_DescribeConversionConfiguration, API_ModifyConversionConfiguration.
 */
public final class MetadataModelOperations {

    /** By name, which is assumed. */
    private static final Listing<MetadataModelReference> CHILDREN = Listing.of(
            Markers.<MetadataModelReference>by(child -> child.metadataModelName() + "\n" + child.selectionRules())
                    .bounds(1, 100),
            Filters.none());

    private final SchemaConversions conversions;

    public MetadataModelOperations(Engine engine) {
        this.conversions = engine.schemaConversions();
    }

    public void register(Operations operations) {
        operations.recorded(
                "DescribeMetadataModel",
                "metadata trees are empty, so no selection matches",
                DescribeMetadataModelRequest::builder,
                this::describeMetadataModel);
        operations.recorded(
                "DescribeMetadataModelChildren",
                "metadata trees are empty",
                DescribeMetadataModelChildrenRequest::builder,
                this::describeMetadataModelChildren);
        operations.recorded(
                "GetTargetSelectionRules",
                "nothing is converted, so the target has no counterparts: a document without rules",
                GetTargetSelectionRulesRequest::builder,
                this::getTargetSelectionRules);
        operations.recorded(
                "ExportMetadataModelAssessment",
                "no report is written: the answer says where AWS would put it",
                ExportMetadataModelAssessmentRequest::builder,
                this::exportMetadataModelAssessment);
        operations.recorded(
                "DescribeConversionConfiguration",
                "settings of conversion paths are shown once they were given",
                DescribeConversionConfigurationRequest::builder,
                this::describeConversionConfiguration);
        operations.recorded(
                "ModifyConversionConfiguration",
                "the settings are merged and kept; nothing reads them",
                ModifyConversionConfigurationRequest::builder,
                this::modifyConversionConfiguration);
    }

    private CompletionStage<Answer> describeMetadataModel(Caller caller, DescribeMetadataModelRequest request) {
        return selecting(caller, request.migrationProjectIdentifier(), request.selectionRules())
                .thenCompose(project -> project.then(found -> conversions
                        .converter()
                        .model(found.migrationProjectArn(), request)
                        .thenApply(model -> model.map(Outcome::done)
                                .orElseGet(() -> Outcome.refused(Fault.notFound(
                                        "Metadata model could not be found: the selection rules match nothing in the "
                                                + request.originAsString() + " metadata tree."))))))
                .thenApply(model -> Answer.of(model, each -> each));
    }

    private CompletionStage<Answer> describeMetadataModelChildren(
            Caller caller, DescribeMetadataModelChildrenRequest request) {
        Optional<Fault> fault = CHILDREN.fault(List.of(), request.maxRecords(), request.marker());
        if (fault.isPresent()) {
            return Answer.soon(Answer.refused(fault.get()));
        }
        return selecting(caller, request.migrationProjectIdentifier(), request.selectionRules())
                .thenCompose(project -> project.then(found -> conversions
                        .converter()
                        .children(found.migrationProjectArn(), request)
                        .thenApply(Outcome::done)))
                .thenApply(children -> children.fold(
                        all -> CHILDREN.answer(
                                all,
                                List.of(),
                                request.maxRecords(),
                                request.marker(),
                                page -> DescribeMetadataModelChildrenResponse.builder()
                                        .metadataModelChildren(page.items())
                                        .marker(page.marker())
                                        .build()),
                        Answer::refused));
    }

    private CompletionStage<Answer> getTargetSelectionRules(Caller caller, GetTargetSelectionRulesRequest request) {
        return selecting(caller, request.migrationProjectIdentifier(), request.selectionRules())
                .thenCompose(project -> project.then(found -> conversions
                        .converter()
                        .targetRules(found.migrationProjectArn(), request.selectionRules())
                        .thenApply(Outcome::done)))
                .thenApply(rules -> Answer.of(
                        rules,
                        text -> GetTargetSelectionRulesResponse.builder()
                                .targetSelectionRules(text)
                                .build()));
    }

    /** Both reports when the caller names none. CSV files come in one zip file. */
    private CompletionStage<Answer> exportMetadataModelAssessment(
            Caller caller, ExportMetadataModelAssessmentRequest request) {
        List<String> types = request.assessmentReportTypesAsStrings().isEmpty()
                ? List.of("pdf", "csv")
                : request.assessmentReportTypesAsStrings();
        return selecting(caller, request.migrationProjectIdentifier(), request.selectionRules())
                .thenApply(project -> Answer.of(project, found -> {
                    ExportPlace place = ExportPlace.of(found);
                    return ExportMetadataModelAssessmentResponse.builder()
                            .pdfReport(types.contains("pdf") ? place.report(request.fileName(), "pdf") : null)
                            .csvReport(types.contains("csv") ? place.report(request.fileName(), "zip") : null)
                            .build();
                }));
    }

    private CompletionStage<Answer> describeConversionConfiguration(
            Caller caller, DescribeConversionConfigurationRequest request) {
        return conversions
                .configuration(caller.scope(), request.migrationProjectIdentifier())
                .thenApply(configuration -> Answer.of(
                        configuration,
                        json -> DescribeConversionConfigurationResponse.builder()
                                .migrationProjectIdentifier(request.migrationProjectIdentifier())
                                .conversionConfiguration(json.toString())
                                .build()));
    }

    /** A request that goes on is not disturbed; AWS declares a fault for that, which is assumed to be about real work. */
    private CompletionStage<Answer> modifyConversionConfiguration(
            Caller caller, ModifyConversionConfigurationRequest request) {
        return ConversionConfiguration.change(request.conversionConfiguration())
                .then(change ->
                        conversions.changeConfiguration(caller.scope(), request.migrationProjectIdentifier(), change))
                .thenApply(configuration -> Answer.of(
                        configuration,
                        json -> ModifyConversionConfigurationResponse.builder()
                                .migrationProjectIdentifier(request.migrationProjectIdentifier())
                                .build()));
    }

    /** The project, when the rules are rules. */
    private CompletionStage<Outcome<MigrationProject>> selecting(Caller caller, String project, String rules) {
        return Outcome.unless(SelectionDocument.fault(rules), project)
                .then(identifier -> conversions.project(caller.scope(), identifier));
    }
}
