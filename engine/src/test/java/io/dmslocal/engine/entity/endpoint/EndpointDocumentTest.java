package io.dmslocal.engine.entity.endpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dmslocal.engine.model.Fault;
import io.dmslocal.engine.settings.EndpointSettings;
import io.dmslocal.persistence.serialization.ModelJson;
import java.util.function.Consumer;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.databasemigration.model.CreateEndpointRequest;
import software.amazon.awssdk.services.databasemigration.model.ElasticsearchSettings;
import software.amazon.awssdk.services.databasemigration.model.Endpoint;
import software.amazon.awssdk.services.databasemigration.model.ModifyEndpointRequest;
import software.amazon.awssdk.services.databasemigration.model.OracleSettings;
import software.amazon.awssdk.services.databasemigration.model.PostgreSQLSettings;
import software.amazon.awssdk.services.databasemigration.model.RedshiftSettings;

class EndpointDocumentTest {

    private static final String ARN = "arn:aws:dms:us-east-1:123456789012:endpoint:ABC";

    private static Definition create(String engine, String type, Consumer<CreateEndpointRequest.Builder> more) {
        CreateEndpointRequest.Builder request = CreateEndpointRequest.builder()
                .endpointIdentifier("My-Endpoint")
                .endpointType(type)
                .engineName(engine);
        more.accept(request);
        return EndpointDocument.create(ARN, request.build()).fold(d -> d, fault -> {
            throw new AssertionError(fault);
        });
    }

    private static Fault refused(String engine, String type, Consumer<CreateEndpointRequest.Builder> more) {
        CreateEndpointRequest.Builder request = CreateEndpointRequest.builder()
                .endpointIdentifier("e")
                .endpointType(type)
                .engineName(engine);
        more.accept(request);
        return EndpointDocument.create(ARN, request.build()).fault().orElseThrow();
    }

    private static Definition modify(Definition before, Consumer<ModifyEndpointRequest.Builder> more) {
        ModifyEndpointRequest.Builder request = ModifyEndpointRequest.builder().endpointArn(ARN);
        more.accept(request);
        return EndpointDocument.modify(before, request.build()).fold(d -> d, fault -> {
            throw new AssertionError(fault);
        });
    }

    @Nested
    class Creation {

        @Test
        void topLevelMembersAndSettingsShowTheSame() {
            Endpoint endpoint = create(
                            "postgres",
                            "source",
                            r -> r.serverName("db")
                                    .port(5433)
                                    .username("u")
                                    .password("hidden-word")
                                    .databaseName("d"))
                    .document();

            assertEquals("SOURCE", endpoint.endpointTypeAsString());
            assertEquals("my-endpoint", endpoint.endpointIdentifier());
            assertEquals("PostgreSQL", endpoint.engineDisplayName());
            assertEquals("db", endpoint.postgreSQLSettings().serverName());
            assertEquals(5433, endpoint.postgreSQLSettings().port());
            assertEquals("none", endpoint.sslModeAsString());
            assertNull(endpoint.postgreSQLSettings().heartbeatEnable());
            assertFalse(ModelJson.toJson(endpoint).toString().contains("hidden-word"));
        }

        @Test
        void theSettingsObjectWins() {
            Endpoint endpoint = create(
                            "mysql",
                            "target",
                            r -> r.serverName("top")
                                    .mySQLSettings(s -> s.serverName("inner").password("hidden-word")))
                    .document();

            assertEquals("inner", endpoint.serverName());
            assertFalse(endpoint.toString().contains("hidden-word"));
        }

        @Test
        void aSettingsObjectIsAlwaysThere() {
            assertTrue(create("kinesis", "target", r -> {}).document().kinesisSettings() != null);
            assertEquals(
                    "json",
                    create("kinesis", "target", r -> {})
                            .document()
                            .kinesisSettings()
                            .messageFormatAsString());
            assertTrue(create("oracle", "source", r -> {}).document().oracleSettings() != null);
        }

        /** Recorded on the real service. */
        @Test
        void s3ShowsBothViewsOfItsSettings() {
            Endpoint endpoint = create(
                            "s3",
                            "target",
                            r -> r.s3Settings(s -> s.bucketName("my-corp-data").bucketFolder("sourcedata")))
                    .document();

            assertEquals(
                    "bucketFolder=sourcedata;bucketName=my-corp-data;compressionType=NONE;csvDelimiter=,;csvRowDelimiter=\\n;",
                    endpoint.extraConnectionAttributes());
            assertEquals("\\n", endpoint.s3Settings().csvRowDelimiter());
            assertTrue(endpoint.s3Settings().enableStatistics());
            assertNull(endpoint.kmsKeyId());
            assertTrue(endpoint.externalId() != null);
        }

        @Test
        void attributesInTextAreSettings() {
            Endpoint endpoint = create(
                            "postgres",
                            "source",
                            r -> r.extraConnectionAttributes(
                                    "HeartbeatEnable=Y;heartbeatFrequency=3; loadUsingCSV=true"))
                    .document();

            assertTrue(endpoint.postgreSQLSettings().heartbeatEnable());
            assertEquals(3, endpoint.postgreSQLSettings().heartbeatFrequency());
            assertEquals(
                    "HeartbeatEnable=Y;heartbeatFrequency=3;loadUsingCSV=true;", endpoint.extraConnectionAttributes());
        }

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                value = {
                    "mysql | target | Initstmt=SET FOREIGN_KEY_CHECKS=0;",
                    "postgres | source | PublicationName=mine;",
                    "oracle | source | useLogMinerReader=N;useBfile=Y;asm_user=a;asm_server=h:1521/+ASM;",
                    "sqlserver | source | alternateBackupFolder=f;",
                    "s3 | target | cdcPath=changes;detachTargetOnLobLookupFailureParquet=true;"
                })
        void attributesThatExistAsTextOnlyAreKeptAsWritten(String engine, String type, String text) {
            String shown = create(engine, type, r -> r.extraConnectionAttributes(text))
                    .document()
                    .extraConnectionAttributes();

            assertTrue(shown.startsWith(text), shown);
        }

        @Test
        void givenBothWaysTheStructuralValueWins() {
            Endpoint endpoint = create(
                            "postgres",
                            "source",
                            r -> r.extraConnectionAttributes("slotName=text")
                                    .postgreSQLSettings(s -> s.slotName("structural")))
                    .document();

            assertEquals("structural", endpoint.postgreSQLSettings().slotName());
        }

        /** Terraform compares the text with what it wrote; on the real service nothing is different, for all engines but S3 and MongoDB. */
        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                value = {
                    "elasticsearch | target | errorRetryDuration=400; | ElasticsearchSettings",
                    "redshift | target | acceptanydate=true; | RedshiftSettings",
                    "postgres | source | slotName=s; | PostgreSQLSettings",
                    "oracle | source | charLengthSemantics=CHAR; | OracleSettings"
                })
        void aTextComesBackAsTheCallerWroteItWhateverTheSettingsSay(
                String engine, String type, String text, String object) {
            Definition created = create(
                    engine,
                    type,
                    r -> r.extraConnectionAttributes(text)
                            .elasticsearchSettings(
                                    object.startsWith("Elastic")
                                            ? ElasticsearchSettings.builder()
                                                    .errorRetryDuration(300)
                                                    .fullLoadErrorPercentage(20)
                                                    .build()
                                            : null)
                            .redshiftSettings(
                                    object.startsWith("Redshift")
                                            ? RedshiftSettings.builder()
                                                    .bucketName("b")
                                                    .build()
                                            : null)
                            .postgreSQLSettings(
                                    object.startsWith("Postgre")
                                            ? PostgreSQLSettings.builder()
                                                    .heartbeatEnable(true)
                                                    .build()
                                            : null)
                            .oracleSettings(
                                    object.startsWith("Oracle")
                                            ? OracleSettings.builder()
                                                    .retryInterval(7)
                                                    .build()
                                            : null));

            assertEquals(text, created.document().extraConnectionAttributes());
            Definition after = modify(created, r -> r.serverName("elsewhere"));
            assertEquals(text, after.document().extraConnectionAttributes());
        }

        /** The real service takes a bare word, for most engines. */
        @ParameterizedTest
        @CsvSource({
            "aurora, source",
            "docdb, target",
            "db2, source",
            "db2-zos, source",
            "azure-sql-managed-instance, source"
        })
        void aWordThatIsNoAttributeIsKept(String engine, String type) {
            Definition created = create(engine, type, r -> r.extraConnectionAttributes("extra"));

            assertEquals("extra", created.document().extraConnectionAttributes());
            assertEquals(created.document(), modify(created, r -> {}).document());
            assertNull(modify(created, r -> r.extraConnectionAttributes(""))
                    .document()
                    .extraConnectionAttributes());
        }

        @Test
        void aSettingThatChangesLaterChangesTheTextThatSpeaksOfIt() {
            Definition created = create("postgres", "source", r -> r.extraConnectionAttributes("slotName=a;"));

            Definition after = modify(
                    created, r -> r.postgreSQLSettings(s -> s.slotName("b").heartbeatEnable(true)));

            assertEquals("slotName=b;", after.document().extraConnectionAttributes());
        }

        @Test
        void connectorsFindEverythingInOnePlace() {
            EndpointSettings settings = create(
                            "kafka",
                            "target",
                            r -> r.kafkaSettings(s -> s.broker("b:9092").saslPassword("secret"))
                                    .extraConnectionAttributes("includeNullAndEmpty=true"))
                    .settings();

            assertEquals("b:9092", settings.attribute("Broker").orElseThrow());
            assertEquals("kafka-default-topic", settings.attribute("topic").orElseThrow());
            assertTrue(settings.isOn("IncludeNullAndEmpty", false));
            assertEquals("secret", settings.attribute("SaslPassword").orElseThrow());
        }

        @Test
        void whatToolsSendEmptyIsTaken() {
            Endpoint mongo = create(
                            "mongodb",
                            "source",
                            r -> r.serverName("db")
                                    .username("")
                                    .password("")
                                    .mongoDbSettings(s -> s.authType("no").kmsKeyId("")))
                    .document();
            Endpoint mysql = create(
                            "mysql",
                            "target",
                            r -> r.kmsKeyId("")
                                    .certificateArn("")
                                    .mySQLSettings(s -> s.serverName("db")
                                            .username("u")
                                            .password("")
                                            .databaseName("")))
                    .document();

            assertEquals("", mongo.username());
            assertEquals("", mysql.databaseName());
            assertTrue(mysql.kmsKeyId().startsWith("arn:aws:kms:us-east-1:123456789012:key/"), mysql.kmsKeyId());
        }

        @Test
        void passwordsAreKeptForTheConnector() {
            assertEquals(
                    "pw",
                    create("mysql", "source", r -> r.mySQLSettings(s -> s.password("pw")))
                            .settings()
                            .password());
            assertEquals(
                    "pw",
                    create("mysql", "source", r -> r.password("pw")).settings().password());
        }
    }

    @Nested
    class Refusals {

        @Test
        void unknownEnginesAreNamed() {
            assertEquals(
                    "Invalid engine name: db3",
                    refused("db3", "source", r -> {}).message());
        }

        @Test
        void anEngineOfTheOtherSideIsRefused() {
            assertTrue(refused("kinesis", "source", r -> {}).message().contains("cannot be a source"));
        }

        @ParameterizedTest
        @ValueSource(strings = {"compressionType=GZIP", "datePartitionDelimiter=NONE", "nonsense=1"})
        void unknownAttributesAreNamed(String text) {
            String name = text.substring(0, text.indexOf('='));

            Fault fault = refused("s3", "source", r -> r.extraConnectionAttributes(text));

            assertEquals("InvalidParameterValueException", fault.code());
            assertEquals("Unsupported value '" + name + "' for extra connection attributes", fault.message());
        }

        @Test
        void settingsOfAnotherEngineAreRefused() {
            Fault fault = refused("mysql", "source", r -> r.kafkaSettings(s -> s.broker("b")));

            assertEquals("InvalidParameterCombinationException", fault.code());
            assertTrue(fault.message().contains("MySQLSettings"), fault.message());
        }

        @Test
        void verifyingNeedsACertificate() {
            assertEquals(
                    "InvalidParameterCombinationException",
                    refused("mysql", "source", r -> r.sslMode("verify-ca")).code());
        }

        @Test
        void portsHaveARange() {
            assertTrue(refused("mysql", "source", r -> r.port(70000)).message().contains("70000"));
            assertTrue(refused("mysql", "source", r -> r.mySQLSettings(s -> s.port(-1)))
                    .message()
                    .contains("-1"));
        }

        @ParameterizedTest
        @ValueSource(strings = {"", "  "})
        void aServerOrUserMustNotBeBlank(String blank) {
            String words = " must be provided and must not be blank.";

            assertEquals(
                    "The parameter ServerName" + words,
                    refused("postgres", "source", r -> r.serverName(blank)).message());
            assertEquals(
                    "The parameter ServerName" + words,
                    refused("redis", "target", r -> r.redisSettings(s -> s.serverName(blank)))
                            .message());
            assertEquals(
                    "The parameter Username" + words,
                    refused("mysql", "target", r -> r.mySQLSettings(s -> s.username(blank)))
                            .message());
        }

        @Test
        void aModificationMustNotMakeThemBlankEither() {
            Definition before = create("mysql", "source", r -> r.serverName("db"));
            ModifyEndpointRequest request =
                    ModifyEndpointRequest.builder().serverName("").build();

            assertEquals(
                    "InvalidParameterValueException",
                    EndpointDocument.modify(before, request)
                            .fault()
                            .orElseThrow()
                            .code());
        }

        @Test
        void aKeyMustBeOneByItsForm() {
            assertEquals(
                    "KMSKeyNotAccessibleFault",
                    refused("mysql", "source", r -> r.kmsKeyId("my key")).code());
        }

        @Test
        void aSecretAndClearTextExcludeEachOther() {
            Fault fault =
                    refused("mysql", "source", r -> r.username("u").mySQLSettings(s -> s.secretsManagerSecretId("id")));

            assertEquals("InvalidParameterCombinationException", fault.code());
        }

        @Test
        void whereSecretsAreReadMayBeSaidByEveryEngineThatTakesThem() {
            String text = "secretsManagerEndpointOverride=vpce-1.secretsmanager.us-east-1.vpce.amazonaws.com";

            Definition mysql = create(
                    "mysql",
                    "target",
                    r -> r.extraConnectionAttributes(text).mySQLSettings(s -> s.secretsManagerSecretId("id")));

            assertEquals(text + ";", mysql.document().extraConnectionAttributes());
            assertTrue(refused("s3", "source", r -> r.extraConnectionAttributes(text))
                    .message()
                    .contains("secretsManagerEndpointOverride"));
        }

        @Test
        void anAttributeOfTheWrongTypeIsNamed() {
            Fault fault = refused("postgres", "source", r -> r.extraConnectionAttributes("heartbeatFrequency=often"));

            assertTrue(fault.message().contains("heartbeatFrequency"), fault.message());
        }
    }

    @Nested
    class Modification {

        @Test
        void givenMembersOverrideAndTheRestStays() {
            Definition before = create(
                    "postgres",
                    "source",
                    r -> r.serverName("a").password("pw").postgreSQLSettings(s -> s.slotName("s")));

            Definition after = modify(before, r -> r.serverName("b"));

            assertEquals("b", after.document().postgreSQLSettings().serverName());
            assertEquals("s", after.document().postgreSQLSettings().slotName());
            assertEquals("pw", after.settings().password());
        }

        @Test
        void exactSettingsReplace() {
            Definition before = create("postgres", "source", r -> r.postgreSQLSettings(s -> s.slotName("s")));

            Definition after =
                    modify(before, r -> r.exactSettings(true).postgreSQLSettings(s -> s.pluginName("test_decoding")));

            assertNull(after.document().postgreSQLSettings().slotName());
        }

        @Test
        void anEmptyTextClearsTheAttributes() {
            Definition before = create("postgres", "source", r -> r.extraConnectionAttributes("slotName=s;"));

            Definition after = modify(before, r -> r.extraConnectionAttributes(""));

            assertNull(after.document().postgreSQLSettings().slotName());
            assertNull(after.document().extraConnectionAttributes());
        }

        /** Recorded on the real service. */
        @Test
        void aBucketLeftOutOfTheTextBecomesEmpty() {
            Definition before = create(
                    "s3", "target", r -> r.s3Settings(s -> s.bucketName("b").bucketFolder("f")));

            Definition after = modify(before, r -> r.extraConnectionAttributes("compressionType=GZIP;"));

            assertEquals("", after.document().s3Settings().bucketName());
            assertEquals("GZIP", after.document().s3Settings().compressionTypeAsString());
        }

        @Test
        void anotherEngineNeedsItsOwnSettings() {
            Definition before = create("mysql", "source", r -> {});

            Fault fault = EndpointDocument.modify(
                            before,
                            ModifyEndpointRequest.builder()
                                    .endpointArn(ARN)
                                    .engineName("oracle")
                                    .build())
                    .fault()
                    .orElseThrow();

            assertTrue(fault.message().contains("OracleSettings"), fault.message());
        }

        @Test
        void onlyTheArnChangesNothing() {
            Definition before = create("s3", "target", r -> r.s3Settings(s -> s.bucketName("b")));

            assertEquals(before.document(), modify(before, r -> {}).document());
        }
    }
}
