package io.dmslocal.engine.entity.conversion;

import io.dmslocal.engine.model.Arn;
import java.util.Optional;
import software.amazon.awssdk.services.databasemigration.model.ExportMetadataModelAssessmentResultEntry;
import software.amazon.awssdk.services.databasemigration.model.ExportSqlDetails;
import software.amazon.awssdk.services.databasemigration.model.MigrationProject;

/**
 * Where AWS would put the files of a project: below the project's name in the bucket of its SchemaConversionApplicationAttributes. Nothing is written
 * there. Forms of keys and URLs: AWS CLI's examples of describe-metadata-model-exports-as-script and export-metadata-model-assessment. Pure.
 *
 * @param bucket empty when the project names none; then there is no URL
 * @param folder with a slash at its end
 * @param region of the project, and assumed of its bucket
 */
public record ExportPlace(Optional<String> bucket, String folder, String region) {

    public static ExportPlace of(MigrationProject project) {
        String region =
                Arn.parse(project.migrationProjectArn()).orElseThrow().scope().region();
        String path = project.schemaConversionApplicationAttributes() == null
                        || project.schemaConversionApplicationAttributes().s3BucketPath() == null
                ? ""
                : project.schemaConversionApplicationAttributes().s3BucketPath();
        String[] parts = path.replaceFirst("^s3://", "").split("/", 2);
        String prefix = parts.length < 2 || parts[1].isBlank() ? "" : parts[1].replaceFirst("/*$", "/");
        return new ExportPlace(
                Optional.of(parts[0]).filter(name -> !name.isBlank()),
                prefix + project.migrationProjectName() + "/",
                region);
    }

    /** @param fileName null or blank when the caller gave none; the request's identifier instead is assumed */
    public ExportSqlDetails script(String fileName, String requestIdentifier) {
        String key = folder + given(fileName).orElse(requestIdentifier) + ".zip";
        return ExportSqlDetails.builder()
                .s3ObjectKey(bucket.map(name -> "s3://" + name + "/" + key).orElse(key))
                .objectURL(bucket.map(name -> "https://" + name + ".s3." + region + ".amazonaws.com/" + key)
                        .orElse(null))
                .build();
    }

    /**
     * @param fileName null or blank when the caller gave none; a name of our own instead
     * @param ending {@code pdf}, or {@code zip} for CSV files
     */
    public ExportMetadataModelAssessmentResultEntry report(String fileName, String ending) {
        String key = folder + given(fileName).orElse("assessment-report") + "." + ending;
        return ExportMetadataModelAssessmentResultEntry.builder()
                .s3ObjectKey(key)
                .objectURL(bucket.map(name -> "https://" + name + ".s3.amazonaws.com/" + key)
                        .orElse(null))
                .build();
    }

    private static Optional<String> given(String fileName) {
        return Optional.ofNullable(fileName).filter(name -> !name.isBlank());
    }
}
