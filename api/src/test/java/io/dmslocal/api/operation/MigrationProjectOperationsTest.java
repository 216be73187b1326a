package io.dmslocal.api.operation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dmslocal.api.ServedApi;
import io.dmslocal.engine.Eventually;
import io.dmslocal.engine.RunningEngine;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.function.Executable;
import software.amazon.awssdk.services.databasemigration.DatabaseMigrationClient;
import software.amazon.awssdk.services.databasemigration.model.DataProvider;
import software.amazon.awssdk.services.databasemigration.model.DataProviderDescriptorDefinition;
import software.amazon.awssdk.services.databasemigration.model.DatabaseMigrationException;
import software.amazon.awssdk.services.databasemigration.model.Filter;
import software.amazon.awssdk.services.databasemigration.model.InstanceProfile;
import software.amazon.awssdk.services.databasemigration.model.MigrationProject;
import software.amazon.awssdk.services.databasemigration.model.ResourceAlreadyExistsException;
import software.amazon.awssdk.services.databasemigration.model.Tag;

/** Data providers, instance profiles and migration projects as AWS's SDK sees them. */
class MigrationProjectOperationsTest {

    private static RunningEngine engine;
    private static ServedApi api;

    /** A world of its own for each test. */
    private DatabaseMigrationClient dms;

    private String account;

    @BeforeAll
    static void start() {
        engine = new RunningEngine("dms-local.engine.quotas.InstanceProfiles = 4");
        api = ServedApi.of(AllOperations.of(engine.engine()));
    }

    @AfterAll
    static void stop() {
        api.close();
        engine.close();
    }

    @BeforeEach
    void client(TestInfo test) {
        account = String.format("%012d", Math.floorMod(test.getDisplayName().hashCode(), 1_000_000_000));
        dms = api.client(account, "eu-west-1");
    }

    @Nested
    class DataProviders {

        @Test
        void areCreatedReadChangedAndDeleted() {
            DataProvider created = provider("Source");

            assertTrue(
                    created.dataProviderArn()
                            .matches("arn:aws:dms:eu-west-1:" + account + ":data-provider:[A-Z][A-Z2-7]{25}"),
                    created.dataProviderArn());
            assertNotNull(created.dataProviderCreationTime());
            assertEquals("none", created.settings().postgreSqlSettings().sslModeAsString());
            assertEquals(false, created.virtual());
            for (String identifier : List.of("source", "Source", created.dataProviderArn())) {
                assertEquals(List.of(created), providers(identifier));
            }

            DataProvider modified = dms.modifyDataProvider(request -> request.dataProviderIdentifier("SOURCE")
                            .dataProviderName("origin")
                            .description("where it comes from")
                            .settings(settings -> settings.postgreSqlSettings(postgres -> postgres.port(5433))))
                    .dataProvider();
            assertEquals(created.dataProviderArn(), modified.dataProviderArn());
            assertEquals("origin", modified.dataProviderName());
            assertEquals("localhost", modified.settings().postgreSqlSettings().serverName());
            assertEquals(5433, modified.settings().postgreSqlSettings().port());
            refused("ResourceNotFoundFault", () -> providers("source"));

            assertEquals(
                    modified,
                    dms.deleteDataProvider(request -> request.dataProviderIdentifier("origin"))
                            .dataProvider());
            refused("ResourceNotFoundFault", () -> providers(created.dataProviderArn()));
            assertEquals(List.of(), dms.describeDataProviders(request -> {}).dataProviders());
        }

        @Test
        void haveUniqueNamesAndTagsByArn() {
            DataProvider first = dms.createDataProvider(request -> request.dataProviderName("one")
                            .engine("mysql")
                            .settings(settings -> settings.mySqlSettings(mysql -> mysql.serverName("localhost")))
                            .tags(tag("team", "blue")))
                    .dataProvider();

            ResourceAlreadyExistsException refused =
                    assertThrows(ResourceAlreadyExistsException.class, () -> provider("ONE"));

            assertEquals(first.dataProviderArn(), refused.resourceArn());
            dms.addTagsToResource(
                    request -> request.resourceArn(first.dataProviderArn()).tags(tag("stage", "test")));
            assertEquals(
                    List.of("team", "stage"),
                    dms.listTagsForResource(request -> request.resourceArn(first.dataProviderArn())).tagList().stream()
                            .map(Tag::key)
                            .toList());
        }

        @Test
        void haveATimeThatIsATextOnTheWire() {
            var answered = api.call(
                    "CreateDataProvider",
                    "{\"DataProviderName\":\"timed\",\"Engine\":\"mysql\",\"Settings\":{\"MySqlSettings\":{}}}");

            String time =
                    answered.body().at("/DataProvider/DataProviderCreationTime").textValue();
            assertTrue(time.matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d{3})?Z"), time);
        }

        @Test
        void areRefusedWithoutTheSettingsOfTheirEngine() {
            refused(
                    "InvalidParameterValueException",
                    () -> dms.createDataProvider(request -> request.engine("oracle")
                            .settings(settings -> settings.mySqlSettings(mysql -> mysql.port(1)))));
            refused(
                    "InvalidParameterValueException",
                    () -> dms.createDataProvider(request -> request.engine("cassandra")
                            .settings(settings -> settings.mySqlSettings(mysql -> mysql.port(1)))));
        }

        @Test
        void comeInPagesThatSurviveWhatHappensInBetween() {
            IntStream.range(0, 45).forEach(i -> provider(String.format("Page%02d", i)));
            Set<String> seen = new TreeSet<>();

            String marker = null;
            for (int page = 0; page == 0 || marker != null; page++) {
                String from = marker;
                var response = dms.describeDataProviders(
                        request -> request.maxRecords(20).marker(from));
                response.dataProviders().forEach(each -> assertTrue(seen.add(each.dataProviderName())));
                marker = response.marker();
                provider("A" + page);
            }

            assertEquals(
                    45, seen.stream().filter(name -> name.startsWith("Page")).count());
            refused(
                    "InvalidParameterValueException",
                    () -> dms.describeDataProviders(request -> request.maxRecords(101)));
            refused(
                    "InvalidParameterValueException",
                    () -> dms.describeDataProviders(request -> request.filters(filter("colour", "red"))));
            assertEquals(
                    1,
                    dms.describeDataProviders(request -> request.maxRecords(1))
                            .dataProviders()
                            .size());
        }
    }

    @Nested
    class InstanceProfiles {

        @Test
        void areFilledInAndHoldTheirSubnetGroup() {
            dms.createReplicationSubnetGroup(request -> request.replicationSubnetGroupIdentifier("mine")
                    .replicationSubnetGroupDescription("mine")
                    .subnetIds("subnet-1", "subnet-2"));

            InstanceProfile plain = dms.createInstanceProfile(request -> {}).instanceProfile();
            InstanceProfile profile = dms.createInstanceProfile(request -> request.instanceProfileName("wide")
                            .subnetGroupIdentifier("MINE")
                            .networkType("DUAL")
                            .publiclyAccessible(false)
                            .vpcSecurityGroups("sg-1"))
                    .instanceProfile();

            assertTrue(plain.instanceProfileName().startsWith("instance-profile-"), plain.instanceProfileName());
            assertEquals("default", plain.subnetGroupIdentifier());
            assertEquals("IPV4", plain.networkType());
            assertEquals("eu-west-1a", plain.availabilityZone());
            assertEquals(true, plain.publiclyAccessible());
            assertEquals(1, plain.vpcSecurityGroups().size());
            assertTrue(plain.kmsKeyArn().startsWith("arn:aws:kms:eu-west-1:"), plain.kmsKeyArn());
            assertEquals("mine", profile.subnetGroupIdentifier());
            assertEquals(List.of("sg-1"), profile.vpcSecurityGroups());
            refused(
                    "InvalidResourceStateFault",
                    () -> dms.deleteReplicationSubnetGroup(
                            request -> request.replicationSubnetGroupIdentifier("mine")));

            assertEquals(
                    "default",
                    dms.modifyInstanceProfile(request -> request.instanceProfileIdentifier(profile.instanceProfileArn())
                                    .subnetGroupIdentifier("default"))
                            .instanceProfile()
                            .subnetGroupIdentifier());
            Eventually.eventually("the group is free", () -> deletesGroup("mine"));
            assertEquals(
                    List.of("wide"),
                    dms
                            .describeInstanceProfiles(request -> request.filters(
                                    filter("instance-profile-identifier", profile.instanceProfileArn())))
                            .instanceProfiles()
                            .stream()
                            .map(InstanceProfile::instanceProfileName)
                            .toList());
            dms.deleteInstanceProfile(request -> request.instanceProfileIdentifier("Wide"));
            refused(
                    "ResourceNotFoundFault",
                    () -> dms.deleteInstanceProfile(request -> request.instanceProfileIdentifier("wide")));
        }

        @Test
        void areRefusedForWhatCannotBe() {
            refused(
                    "ResourceNotFoundFault",
                    () -> dms.createInstanceProfile(request -> request.subnetGroupIdentifier("nowhere")));
            refused(
                    "InvalidParameterValueException",
                    () -> dms.createInstanceProfile(request -> request.networkType("IPV5")));
            refused(
                    "KMSKeyNotAccessibleFault",
                    () -> dms.createInstanceProfile(request -> request.kmsKeyArn("no key")));
        }

        @Test
        void areCountedAndLimited() {
            for (int i = 0; i < 4; i++) {
                dms.createInstanceProfile(request -> {});
            }

            refused("ResourceQuotaExceededFault", () -> dms.createInstanceProfile(request -> {}));
            assertEquals(
                    4,
                    dms.describeAccountAttributes(request -> {}).accountQuotas().stream()
                            .filter(quota -> quota.accountQuotaName().equals("InstanceProfiles"))
                            .findFirst()
                            .orElseThrow()
                            .used());
        }

        private boolean deletesGroup(String name) {
            try {
                dms.deleteReplicationSubnetGroup(request -> request.replicationSubnetGroupIdentifier(name));
                return true;
            } catch (DatabaseMigrationException stillHeld) {
                return false;
            }
        }
    }

    @Nested
    class MigrationProjects {

        @Test
        void nameWhatTheyHoldAndHoldIt() {
            DataProvider source = provider("source");
            DataProvider target = provider("target");
            InstanceProfile profile = profile("profile");

            MigrationProject project = project("Move", "SOURCE", target.dataProviderArn(), "Profile");

            assertEquals(profile.instanceProfileArn(), project.instanceProfileArn());
            assertEquals("profile", project.instanceProfileName());
            assertEquals(
                    source.dataProviderArn(),
                    project.sourceDataProviderDescriptors().get(0).dataProviderArn());
            assertEquals(
                    "target", project.targetDataProviderDescriptors().get(0).dataProviderName());
            assertEquals(
                    "secret", project.sourceDataProviderDescriptors().get(0).secretsManagerSecretId());
            for (Executable forbidden : List.<Executable>of(
                    () -> dms.deleteDataProvider(request -> request.dataProviderIdentifier("source")),
                    () -> dms.modifyDataProvider(
                            request -> request.dataProviderIdentifier("target").description("d")),
                    () -> dms.deleteInstanceProfile(request -> request.instanceProfileIdentifier("profile")),
                    () -> dms.modifyInstanceProfile(request ->
                            request.instanceProfileIdentifier("profile").description("d")))) {
                assertTrue(refused("InvalidResourceStateFault", forbidden).contains("migration project Move"));
            }

            dms.deleteMigrationProject(request -> request.migrationProjectIdentifier("move"));
            Eventually.eventually("everything is free", () -> deletes("source") && deletes("target"));
            dms.deleteInstanceProfile(request -> request.instanceProfileIdentifier("profile"));
        }

        @Test
        void areFoundByAllTheyAreMadeOf() {
            provider("a");
            provider("b");
            provider("c");
            profile("p");
            MigrationProject first = project("first", "a", "b", "p");
            MigrationProject second = project("second", "b", "c", "p");

            assertEquals(List.of(first), projects("migration-project-identifier", "FIRST"));
            assertEquals(List.of(first, second), projects("instance-profile-identifier", first.instanceProfileArn()));
            assertEquals(List.of(first, second), projects("data-provider-identifier", "B"));
            assertEquals(
                    List.of(second),
                    projects(
                            "data-provider-identifier",
                            second.targetDataProviderDescriptors().get(0).dataProviderArn()));
            refused("ResourceNotFoundFault", () -> projects("data-provider-identifier", "d"));
        }

        @Test
        void letGoOfWhatIsReplaced() {
            provider("a");
            provider("b");
            provider("c");
            profile("p");
            project("first", "a", "b", "p");

            MigrationProject modified = dms.modifyMigrationProject(
                            request -> request.migrationProjectIdentifier("first")
                                    .migrationProjectName("renamed")
                                    .transformationRules("{\"rules\":[]}")
                                    .sourceDataProviderDescriptors(descriptor("c", null)))
                    .migrationProject();

            assertEquals("renamed", modified.migrationProjectName());
            assertEquals("c", modified.sourceDataProviderDescriptors().get(0).dataProviderName());
            Eventually.eventually("a is free", () -> deletes("a"));
            refused(
                    "InvalidResourceStateFault",
                    () -> dms.deleteDataProvider(request -> request.dataProviderIdentifier("c")));
            refused(
                    "ResourceNotFoundFault",
                    () -> dms.modifyMigrationProject(request -> request.migrationProjectIdentifier("renamed")
                            .targetDataProviderDescriptors(descriptor("nowhere", null))));
            refused(
                    "InvalidResourceStateFault",
                    () -> dms.deleteDataProvider(request -> request.dataProviderIdentifier("b")));
            assertNull(dms.modifyMigrationProject(request ->
                            request.migrationProjectIdentifier("renamed").transformationRules(""))
                    .migrationProject()
                    .transformationRules());
        }

        @Test
        void holdNothingWhenTheyAreRefused() {
            provider("a");
            profile("p");

            refused("ResourceNotFoundFault", () -> project("x", "a", "nowhere", "p"));
            refused("ResourceNotFoundFault", () -> project("x", "a", "a", "nowhere"));
            refused(
                    "InvalidParameterValueException",
                    () -> dms.createMigrationProject(request -> request.instanceProfileIdentifier("p")
                            .sourceDataProviderDescriptors(List.of())
                            .targetDataProviderDescriptors(descriptor("a", null))));
            project("y", "a", "a", "p");
            refused("ResourceAlreadyExistsFault", () -> project("Y", "a", "a", "p"));

            dms.deleteMigrationProject(request -> request.migrationProjectIdentifier("y"));
            Eventually.eventually("a is free", () -> deletes("a"));
        }

        private boolean deletes(String provider) {
            try {
                dms.deleteDataProvider(request -> request.dataProviderIdentifier(provider));
                return true;
            } catch (DatabaseMigrationException heldOrGone) {
                return heldOrGone.awsErrorDetails().errorCode().equals("ResourceNotFoundFault");
            }
        }
    }

    private DataProvider provider(String name) {
        return dms.createDataProvider(request -> request.dataProviderName(name)
                        .engine("postgres")
                        .settings(
                                settings -> settings.postgreSqlSettings(postgres -> postgres.serverName("localhost"))))
                .dataProvider();
    }

    private InstanceProfile profile(String name) {
        return dms.createInstanceProfile(request -> request.instanceProfileName(name))
                .instanceProfile();
    }

    private MigrationProject project(String name, String source, String target, String profile) {
        return dms.createMigrationProject(request -> request.migrationProjectName(name)
                        .instanceProfileIdentifier(profile)
                        .sourceDataProviderDescriptors(descriptor(source, "secret"))
                        .targetDataProviderDescriptors(descriptor(target, null)))
                .migrationProject();
    }

    private List<DataProvider> providers(String identifier) {
        return dms.describeDataProviders(request -> request.filters(filter("data-provider-identifier", identifier)))
                .dataProviders();
    }

    private List<MigrationProject> projects(String filter, String value) {
        return dms.describeMigrationProjects(request -> request.filters(filter(filter, value)))
                .migrationProjects();
    }

    private static DataProviderDescriptorDefinition descriptor(String identifier, String secret) {
        return DataProviderDescriptorDefinition.builder()
                .dataProviderIdentifier(identifier)
                .secretsManagerSecretId(secret)
                .build();
    }

    private static Filter filter(String name, String value) {
        return Filter.builder().name(name).values(value).build();
    }

    private static Tag tag(String key, String value) {
        return Tag.builder().key(key).value(value).build();
    }

    /** The message. */
    private static String refused(String code, Executable call) {
        DatabaseMigrationException refused = assertThrows(DatabaseMigrationException.class, call);
        assertEquals(code, refused.awsErrorDetails().errorCode(), refused.getMessage());
        return refused.awsErrorDetails().errorMessage();
    }
}
