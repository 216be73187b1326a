package io.dmslocal.api.operation;

import static io.dmslocal.api.operation.Calls.refused;
import static io.dmslocal.api.operation.ConversionProjects.RULES;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.List;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.databasemigration.DatabaseMigrationClient;
import software.amazon.awssdk.services.databasemigration.model.ExportMetadataModelAssessmentResponse;
import software.amazon.awssdk.services.databasemigration.model.MigrationProject;

/** What schema conversion tells of metadata models and its configuration, as AWS's SDK sees it. */
class MetadataModelOperationsTest {

    private static DatabaseMigrationClient dms;
    private static ConversionProjects projects;

    @BeforeAll
    static void start() {
        projects = ConversionProjects.open("100000000021");
        dms = projects.dms();
    }

    @AfterAll
    static void stop() {
        projects.close();
    }

    @Nested
    class MetadataModels {

        private final String project = projects.next().migrationProjectArn();

        @Test
        void areNotThere() {
            refused(
                    "ResourceNotFoundFault",
                    () -> dms.describeMetadataModel(r -> r.migrationProjectIdentifier(project)
                            .origin("SOURCE")
                            .selectionRules(RULES)));
            assertTrue(dms.describeMetadataModelChildren(r -> r.migrationProjectIdentifier(project)
                            .origin("TARGET")
                            .selectionRules(RULES))
                    .metadataModelChildren()
                    .isEmpty());
            assertEquals(
                    "{\"rules\":[]}",
                    dms.getTargetSelectionRules(
                                    r -> r.migrationProjectIdentifier(project).selectionRules(RULES))
                            .targetSelectionRules());
        }

        @Test
        void areAskedForWithRulesInAProject() {
            List<BiConsumer<String, String>> calls = List.of(
                    (where, rules) -> dms.describeMetadataModel(r ->
                            r.migrationProjectIdentifier(where).origin("SOURCE").selectionRules(rules)),
                    (where, rules) -> dms.describeMetadataModelChildren(r ->
                            r.migrationProjectIdentifier(where).origin("SOURCE").selectionRules(rules)),
                    (where, rules) -> dms.getTargetSelectionRules(
                            r -> r.migrationProjectIdentifier(where).selectionRules(rules)),
                    (where, rules) -> dms.exportMetadataModelAssessment(
                            r -> r.migrationProjectIdentifier(where).selectionRules(rules)));
            for (BiConsumer<String, String> call : calls) {
                refused("InvalidParameterValueException", () -> call.accept("nowhere", "rules"));
                refused("ResourceNotFoundFault", () -> call.accept("nowhere", RULES));
            }
            refused(
                    "InvalidParameterValueException",
                    () -> dms.describeMetadataModelChildren(r -> r.migrationProjectIdentifier(project)
                            .origin("SOURCE")
                            .selectionRules(RULES)
                            .maxRecords(0)));
        }

        @Test
        void haveReportsOfTheTypesAskedFor() {
            ExportMetadataModelAssessmentResponse both = dms.exportMetadataModelAssessment(r ->
                    r.migrationProjectIdentifier(project).selectionRules(RULES).fileName("report"));
            ExportMetadataModelAssessmentResponse one =
                    dms.exportMetadataModelAssessment(r -> r.migrationProjectIdentifier(project)
                            .selectionRules(RULES)
                            .assessmentReportTypesWithStrings("csv"));

            assertTrue(both.pdfReport().s3ObjectKey().endsWith("/report.pdf"));
            assertTrue(both.csvReport().s3ObjectKey().endsWith("/report.zip"));
            assertTrue(both.pdfReport().objectURL().startsWith("https://bucket.s3.amazonaws.com/"));
            assertNull(one.pdfReport());
            assertTrue(one.csvReport().s3ObjectKey().endsWith(".zip"));
            refused(
                    "InvalidParameterValueException",
                    () -> dms.exportMetadataModelAssessment(r -> r.migrationProjectIdentifier(project)
                            .selectionRules(RULES)
                            .assessmentReportTypesWithStrings("html")));
        }
    }

    @Nested
    class ConversionConfigurations {

        @Test
        void areNeverEmptyAndMerged() throws IOException {
            MigrationProject project = projects.next();
            String name = project.migrationProjectName();
            String usual = configuration(name);
            assertTrue(new ObjectMapper().readTree(usual).has("Common project settings"), usual);

            assertEquals(
                    name,
                    dms.modifyConversionConfiguration(r -> r.migrationProjectIdentifier(name)
                                    .conversionConfiguration("{\"ORACLE_TO_POSTGRESQL\":{\"ToTimeZone\":true}}"))
                            .migrationProjectIdentifier());

            String changed = configuration(project.migrationProjectArn());
            assertTrue(changed.contains("\"ORACLE_TO_POSTGRESQL\":{\"ToTimeZone\":true}"), changed);
            assertTrue(changed.contains("ShowSeverityLevelInSql"), changed);
            assertFalse(usual.contains("ORACLE"), usual);
        }

        @Test
        void areJsonObjectsOfAProject() {
            String project = projects.next().migrationProjectArn();
            for (String text : List.of("[]", "{", "1")) {
                refused(
                        "InvalidParameterValueException",
                        () -> dms.modifyConversionConfiguration(
                                r -> r.migrationProjectIdentifier(project).conversionConfiguration(text)));
            }
            refused("ResourceNotFoundFault", () -> configuration("nowhere"));
            refused(
                    "ResourceNotFoundFault",
                    () -> dms.modifyConversionConfiguration(
                            r -> r.migrationProjectIdentifier("nowhere").conversionConfiguration("{}")));
        }

        private static String configuration(String project) {
            return dms.describeConversionConfiguration(r -> r.migrationProjectIdentifier(project))
                    .conversionConfiguration();
        }
    }
}
