package io.dmslocal.engine.entity.conversion;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dmslocal.engine.model.Fault;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.databasemigration.model.MigrationProject;

/** The JSON documents inside requests, and the places that answers name. */
class ConversionDocumentsTest {

    @ParameterizedTest
    @ValueSource(
            strings = {"", "rules", "{", "[]", "{}", "{\"rules\":{}}", "{\"rules\":\"all\"}", "1", "{\"rules\":[]} x"})
    void selectionRulesNeedAnArrayOfRules(String text) {
        Fault fault = SelectionDocument.fault(text).orElseThrow();

        assertEquals("InvalidParameterValueException", fault.code());
        assertTrue(fault.message().startsWith("The parameter SelectionRules "), fault.message());
    }

    @Test
    void rulesThatSelectNothingAreRules() {
        assertTrue(SelectionDocument.fault("{\"rules\":[]}").isEmpty());
        assertFalse(SelectionDocument.selectsSomething("{\"rules\":[]}"));
        assertTrue(SelectionDocument.selectsSomething("{\"rules\":[{}]}"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "no json", "[]", "\"text\"", "{\"a\":", "null"})
    void aConversionConfigurationIsAnObject(String text) {
        assertEquals(
                "InvalidParameterValueException",
                ConversionConfiguration.change(text).fault().orElseThrow().code());
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', textBlock = """
                    {}                        | {"a":{"b":1}}       | {"a":{"b":1}}
                    {"a":{"b":1,"c":2}}       | {"a":{"b":3}}       | {"a":{"b":3,"c":2}}
                    {"a":{"b":1}}             | {"a":"text"}        | {"a":"text"}
                    {"a":"text"}              | {"a":{"b":1}}       | {"a":{"b":1}}
                    {"a":{"b":{"c":1,"d":2}}} | {"a":{"b":{"d":3}}} | {"a":{"b":{"c":1,"d":3}}}
                    {"a":[1,2]}               | {"a":[3]}           | {"a":[3]}
                    """, delimiter = '|')
    void sectionsAreMergedKeyByKey(String before, String change, String after) {
        assertEquals(
                after,
                ConversionConfiguration.merged(
                                ConversionConfiguration.change(before).value().orElseThrow(),
                                ConversionConfiguration.change(change).value().orElseThrow())
                        .toString());
    }

    @ParameterizedTest
    @CsvSource({
        "s3://bucket,                 p/report.pdf",
        "s3://bucket/,                p/report.pdf",
        "bucket,                      p/report.pdf",
        "s3://bucket/some/where,      some/where/p/report.pdf",
        "s3://bucket/some/where//,    some/where/p/report.pdf"
    })
    void reportsStandBelowTheProjectInItsBucket(String path, String key) {
        ExportPlace place = ExportPlace.of(project(path));

        assertEquals(key, place.report("report", "pdf").s3ObjectKey());
        assertEquals(
                "https://bucket.s3.amazonaws.com/" + key,
                place.report("report", "pdf").objectURL());
    }

    @Test
    void scriptsAreNamedAsAWSNamesThem() {
        ExportPlace place = ExportPlace.of(project("s3://bucket"));

        assertEquals("s3://bucket/p/mine.zip", place.script("mine", "id").s3ObjectKey());
        assertEquals(
                "https://bucket.s3.eu-west-1.amazonaws.com/p/mine.zip",
                place.script("mine", "id").objectURL());
        assertEquals("s3://bucket/p/id.zip", place.script("", "id").s3ObjectKey());
    }

    @Test
    void withoutABucketThereIsNoURL() {
        ExportPlace place = ExportPlace.of(project(null));

        assertEquals("p/mine.zip", place.script("mine", "id").s3ObjectKey());
        assertNull(place.script("mine", "id").objectURL());
        assertNull(place.report(null, "pdf").objectURL());
    }

    private static MigrationProject project(String bucketPath) {
        return MigrationProject.builder()
                .migrationProjectArn("arn:aws:dms:eu-west-1:000000000000:migration-project:P")
                .migrationProjectName("p")
                .schemaConversionApplicationAttributes(attributes -> attributes.s3BucketPath(bucketPath))
                .build();
    }
}
