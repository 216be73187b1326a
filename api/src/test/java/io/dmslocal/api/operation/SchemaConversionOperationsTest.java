package io.dmslocal.api.operation;

import static io.dmslocal.api.operation.Calls.filter;
import static io.dmslocal.api.operation.Calls.refused;
import static io.dmslocal.api.operation.ConversionProjects.RULES;
import static io.dmslocal.engine.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dmslocal.engine.RunningEngine;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.core.waiters.Waiter;
import software.amazon.awssdk.core.waiters.WaiterAcceptor;
import software.amazon.awssdk.retries.api.BackoffStrategy;
import software.amazon.awssdk.services.databasemigration.DatabaseMigrationClient;
import software.amazon.awssdk.services.databasemigration.model.DescribeMetadataModelConversionsResponse;
import software.amazon.awssdk.services.databasemigration.model.Filter;
import software.amazon.awssdk.services.databasemigration.model.MigrationProject;
import software.amazon.awssdk.services.databasemigration.model.SchemaConversionRequest;

/** Schema conversion as AWS's SDK sees it. */
class SchemaConversionOperationsTest {

    private static DatabaseMigrationClient dms;
    private static ConversionProjects projects;

    @BeforeAll
    static void start() {
        projects = ConversionProjects.open("100000000016");
        dms = projects.dms();
    }

    @AfterAll
    static void stop() {
        projects.close();
    }

    /**
     * One of the seven kinds, as a client calls it.
     *
     * @param start returns the request's identifier
     * @param list of a project, filtered
     * @param cancel empty where AWS has no such call
     */
    record Kind(
            String name,
            Function<String, String> start,
            BiFunction<String, List<Filter>, List<SchemaConversionRequest>> list,
            BiFunction<String, String, SchemaConversionRequest> cancel) {

        @Override
        public String toString() {
            return name;
        }

        List<SchemaConversionRequest> of(String project, String id) {
            return list.apply(project, List.of(filter("request-id", id)));
        }
    }

    static Stream<Kind> kinds() {
        return Stream.of(
                new Kind(
                        "MetadataModelImport",
                        project -> dms.startMetadataModelImport(r -> r.migrationProjectIdentifier(project)
                                        .origin("SOURCE")
                                        .refresh(true)
                                        .selectionRules(RULES))
                                .requestIdentifier(),
                        (project, filters) -> dms.describeMetadataModelImports(r ->
                                        r.migrationProjectIdentifier(project).filters(filters))
                                .requests(),
                        null),
                new Kind(
                        "MetadataModelAssessment",
                        project -> dms.startMetadataModelAssessment(r ->
                                        r.migrationProjectIdentifier(project).selectionRules(RULES))
                                .requestIdentifier(),
                        (project, filters) -> dms.describeMetadataModelAssessments(r ->
                                        r.migrationProjectIdentifier(project).filters(filters))
                                .requests(),
                        null),
                new Kind(
                        "MetadataModelConversion",
                        SchemaConversionOperationsTest::convert,
                        (project, filters) -> dms.describeMetadataModelConversions(r ->
                                        r.migrationProjectIdentifier(project).filters(filters))
                                .requests(),
                        (project, id) -> dms.cancelMetadataModelConversion(r ->
                                        r.migrationProjectIdentifier(project).requestIdentifier(id))
                                .request()),
                new Kind(
                        "MetadataModelCreation",
                        project -> dms.startMetadataModelCreation(r -> r.migrationProjectIdentifier(project)
                                        .metadataModelName("query")
                                        .selectionRules(RULES)
                                        .properties(p -> p.statementProperties(s -> s.definition("SELECT 1"))))
                                .requestIdentifier(),
                        (project, filters) -> dms.describeMetadataModelCreations(r ->
                                        r.migrationProjectIdentifier(project).filters(filters))
                                .requests(),
                        (project, id) -> dms.cancelMetadataModelCreation(r ->
                                        r.migrationProjectIdentifier(project).requestIdentifier(id))
                                .request()),
                new Kind(
                        "MetadataModelExportAsScript",
                        project -> dms.startMetadataModelExportAsScript(r -> r.migrationProjectIdentifier(project)
                                        .origin("TARGET")
                                        .fileName("script")
                                        .selectionRules(RULES))
                                .requestIdentifier(),
                        (project, filters) -> dms.describeMetadataModelExportsAsScript(r ->
                                        r.migrationProjectIdentifier(project).filters(filters))
                                .requests(),
                        null),
                new Kind(
                        "MetadataModelExportToTarget",
                        project -> dms.startMetadataModelExportToTarget(r -> r.migrationProjectIdentifier(project)
                                        .overwriteExtensionPack(true)
                                        .selectionRules(RULES))
                                .requestIdentifier(),
                        (project, filters) -> dms.describeMetadataModelExportsToTarget(r ->
                                        r.migrationProjectIdentifier(project).filters(filters))
                                .requests(),
                        null),
                new Kind(
                        "ExtensionPackAssociation",
                        project -> dms.startExtensionPackAssociation(r -> r.migrationProjectIdentifier(project))
                                .requestIdentifier(),
                        (project, filters) -> dms.describeExtensionPackAssociations(r ->
                                        r.migrationProjectIdentifier(project).filters(filters))
                                .requests(),
                        null));
    }

    static Stream<Kind> cancelableKinds() {
        return kinds().filter(kind -> kind.cancel() != null);
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void aRequestIsSeenOnItsWayAndItsWaiterSucceeds(Kind kind) {
        MigrationProject project = project();

        String id = kind.start().apply(project.migrationProjectName());

        assertTrue(id.matches("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"), id);
        SchemaConversionRequest seen =
                kind.of(project.migrationProjectArn(), id).get(0);
        assertTrue(List.of("RECEIVED", "IN_PROGRESS").contains(seen.status()), seen.status());
        assertEquals(project.migrationProjectArn(), seen.migrationProjectArn());
        SchemaConversionRequest over = await(() -> kind.of(project.migrationProjectArn(), id), "SUCCESS")
                .get(0);
        assertEquals("FINISHED", over.progress().progressStep());
        assertEquals(0, over.progress().totalObjects());
        assertNull(over.error());
    }

    @ParameterizedTest
    @MethodSource("cancelableKinds")
    void aRequestCanBeCanceledAndItsWaiterSucceeds(Kind kind) {
        String project = project().migrationProjectArn();
        String id = kind.start().apply(project);

        SchemaConversionRequest canceling = kind.cancel().apply(project, id);

        assertEquals("CANCELING", canceling.status());
        assertEquals(id, canceling.requestIdentifier());
        await(() -> kind.of(project, id), "CANCELED");
        refused("InvalidResourceStateFault", () -> kind.cancel().apply(project, id));
        refused("ResourceNotFoundFault", () -> kind.cancel().apply(project, "00000000-0000-0000-0000-000000000000"));
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void aProjectThatIsNotThereRefusesEverything(Kind kind) {
        refused("ResourceNotFoundFault", () -> kind.start().apply("nowhere"));
        refused("ResourceNotFoundFault", () -> kind.list().apply("nowhere", List.of()));
        if (kind.cancel() != null) {
            refused("ResourceNotFoundFault", () -> kind.cancel().apply("nowhere", "x"));
        }
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void filtersNarrowAndNothingIsAnEmptyList(Kind kind) {
        String project = project().migrationProjectArn();
        assertEquals(List.of(), kind.list().apply(project, List.of()));
        String first = kind.start().apply(project);
        String second = kind.start().apply(project);

        assertEquals(List.of(second, first), ids(kind.list().apply(project, List.of())));
        assertEquals(List.of(first), ids(kind.of(project, first)));
        assertEquals(List.of(), kind.of(project, "x"));
        assertEquals(List.of(), kind.list().apply(project, List.of(filter("status", "FAILED"))));
        assertEquals(
                List.of(second, first),
                ids(kind.list().apply(project, List.of(filter("status", "RECEIVED", "IN_PROGRESS")))));
        refused("InvalidParameterValueException", () -> kind.list().apply(project, List.of(filter("kind", "x"))));
    }

    @Nested
    class Lists {

        @Test
        void comeInPagesNewestFirst() {
            String project = project().migrationProjectArn();
            List<String> newestFirst = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                newestFirst.add(0, convert(project));
            }

            List<String> paged = new ArrayList<>();
            String marker = null;
            do {
                String from = marker;
                DescribeMetadataModelConversionsResponse page = dms.describeMetadataModelConversions(
                        r -> r.migrationProjectIdentifier(project).maxRecords(2).marker(from));
                paged.addAll(ids(page.requests()));
                marker = page.marker();
            } while (marker != null);

            assertEquals(newestFirst, paged);
            refused(
                    "InvalidParameterValueException",
                    () -> dms.describeMetadataModelConversions(
                            r -> r.migrationProjectIdentifier(project).maxRecords(101)));
            refused(
                    "InvalidParameterValueException",
                    () -> dms.describeMetadataModelConversions(
                            r -> r.migrationProjectIdentifier(project).marker("x")));
        }
    }

    @Nested
    class Requests {

        @Test
        void holdTheirProjectUntilTheyAreOver() {
            String project = project().migrationProjectArn();
            String id = convert(project);

            refused(
                    "InvalidResourceStateFault",
                    () -> dms.deleteMigrationProject(r -> r.migrationProjectIdentifier(project)));
            String refusal = refused(
                            "InvalidResourceStateFault",
                            () -> dms.modifyMigrationProject(
                                    r -> r.migrationProjectIdentifier(project).description("new")))
                    .awsErrorDetails()
                    .errorMessage();
            assertTrue(refusal.contains("schema conversion request " + id), refusal);

            await(() -> conversions(project), "SUCCESS");
            eventually("the project is free", () -> isFree(project));
            dms.deleteMigrationProject(r -> r.migrationProjectIdentifier(project));
            refused("ResourceNotFoundFault", () -> conversions(project));
        }

        @Test
        void needRulesBeforeTheyNeedAProject() {
            refused(
                    "InvalidParameterValueException",
                    () -> dms.startMetadataModelConversion(
                            r -> r.migrationProjectIdentifier("nowhere").selectionRules("{}")));
            refused(
                    "InvalidParameterValueException",
                    () -> dms.startMetadataModelImport(r -> r.migrationProjectIdentifier("nowhere")
                            .origin("BOTH")
                            .selectionRules(RULES)));
            refused(
                    "ValidationException",
                    () -> dms.startMetadataModelImport(
                            r -> r.migrationProjectIdentifier("nowhere").selectionRules(RULES)));
            refused(
                    "ValidationException",
                    () -> dms.startMetadataModelCreation(r -> r.migrationProjectIdentifier("nowhere")
                            .metadataModelName("x")
                            .selectionRules(RULES)
                            .properties(p -> {})));
        }

        @Test
        void forScriptsSayWhereOneWouldBeOnceTheyAreOver() {
            MigrationProject project = project();
            String id = dms.startMetadataModelExportAsScript(
                            r -> r.migrationProjectIdentifier(project.migrationProjectArn())
                                    .origin("TARGET")
                                    .fileName("script")
                                    .selectionRules(RULES))
                    .requestIdentifier();
            Supplier<List<SchemaConversionRequest>> exports = () -> dms.describeMetadataModelExportsAsScript(
                            r -> r.migrationProjectIdentifier(project.migrationProjectArn())
                                    .filters(filter("request-id", id)))
                    .requests();
            assertNull(exports.get().get(0).exportSqlDetails());

            SchemaConversionRequest over = await(exports, "SUCCESS").get(0);

            String key = project.migrationProjectName() + "/script.zip";
            assertEquals("s3://bucket/" + key, over.exportSqlDetails().s3ObjectKey());
            assertEquals(
                    "https://bucket.s3.eu-west-1.amazonaws.com/" + key,
                    over.exportSqlDetails().objectURL());
        }
    }

    private static String convert(String project) {
        return dms.startMetadataModelConversion(
                        r -> r.migrationProjectIdentifier(project).selectionRules(RULES))
                .requestIdentifier();
    }

    private static List<SchemaConversionRequest> conversions(String project) {
        return dms.describeMetadataModelConversions(r -> r.migrationProjectIdentifier(project))
                .requests();
    }

    private static List<String> ids(List<SchemaConversionRequest> requests) {
        return requests.stream().map(SchemaConversionRequest::requestIdentifier).toList();
    }

    /** AWS's waiters of schema conversion, which this SDK does not have yet: all in one status, and none failed. Source: the service's waiters. */
    @SuppressWarnings("unchecked") // a list is what lists are asked for
    private static List<SchemaConversionRequest> await(Supplier<List<SchemaConversionRequest>> list, String status) {
        Waiter<List<SchemaConversionRequest>> waiter = Waiter.<List<SchemaConversionRequest>>builder(
                        (Class<List<SchemaConversionRequest>>) (Class<?>) List.class)
                .acceptors(List.of(
                        WaiterAcceptor.successOnResponseAcceptor(requests -> !requests.isEmpty()
                                && requests.stream()
                                        .allMatch(each -> each.status().equals(status))),
                        WaiterAcceptor.errorOnResponseAcceptor(requests ->
                                requests.stream().anyMatch(each -> each.status().equals("FAILED"))),
                        WaiterAcceptor.retryOnResponseAcceptor(requests -> true)))
                .overrideConfiguration(config -> config.maxAttempts(200)
                        .backoffStrategyV2(BackoffStrategy.fixedDelayWithoutJitter(Duration.ofMillis(100))))
                .build();
        return waiter.run(list::get).matched().response().orElseThrow();
    }

    private static boolean isFree(String project) {
        return RunningEngine.await(projects.running().engine().releaseDead(project))
                .isEmpty();
    }

    private static MigrationProject project() {
        return projects.next();
    }
}
