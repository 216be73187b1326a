package io.dmslocal.engine.resource.type;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.dmslocal.engine.model.Arn;
import io.dmslocal.engine.model.Fault;
import io.dmslocal.engine.model.Outcome;
import io.dmslocal.engine.model.Scope;
import io.dmslocal.engine.resource.Occasion;
import io.dmslocal.persistence.serialization.ModelJson;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.databasemigration.model.CreateDataProviderRequest;
import software.amazon.awssdk.services.databasemigration.model.DataProvider;
import software.amazon.awssdk.services.databasemigration.model.DataProviderSettings;
import software.amazon.awssdk.services.databasemigration.model.ModifyDataProviderRequest;

class DataProvidersTest {

    private static final Instant NOON = Instant.parse("2026-03-04T12:00:00Z");
    private static final Occasion OCCASION =
            new Occasion(new Arn(new Scope("000000000000", "us-east-1"), "data-provider", "AAAA"), NOON, List.of());

    private final DataProviders type = new DataProviders();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "mysql             | {'MySqlSettings':{'ServerName':'s'}}       | {'MySqlSettings':{'ServerName':'s','SslMode':'none'}}",
                "aurora            | {'MySqlSettings':{'SslMode':'require'}}    | {'MySqlSettings':{'SslMode':'require'}}",
                "mariadb           | {'MariaDbSettings':{'Port':3306}}          | {'MariaDbSettings':{'Port':3306,'SslMode':'none'}}",
                "postgres          | {'PostgreSqlSettings':{}}                  | {'PostgreSqlSettings':{'SslMode':'none'}}",
                "aurora-postgresql | {'PostgreSqlSettings':{}}                  | {'PostgreSqlSettings':{'SslMode':'none'}}",
                "oracle            | {'OracleSettings':{'AsmServer':'a'}}       | {'OracleSettings':{'SslMode':'none','AsmServer':'a'}}",
                "sqlserver         | {'MicrosoftSqlServerSettings':{}}          | {'MicrosoftSqlServerSettings':{'SslMode':'none'}}",
                "redshift          | {'RedshiftSettings':{'DatabaseName':'d'}}  | {'RedshiftSettings':{'DatabaseName':'d'}}",
                "docdb             | {'DocDbSettings':{}}                       | {'DocDbSettings':{'SslMode':'none'}}",
                "mongodb           | {'MongoDbSettings':{'AuthType':'no'}}      | {'MongoDbSettings':{'SslMode':'none','AuthType':'no','AuthSource':'admin','AuthMechanism':'default'}}",
                "db2-zos           | {'IbmDb2zOsSettings':{}}                   | {'IbmDb2zOsSettings':{'SslMode':'none'}}",
                "db2               | {'IbmDb2LuwSettings':{}}                   | {'IbmDb2LuwSettings':{'SslMode':'none','EncryptionAlgorithm':2,'SecurityMechanism':3}}",
                "sybase            | {'SybaseAseSettings':{}}                   | {'SybaseAseSettings':{'SslMode':'none','EncryptPassword':false}}",
            })
    void eachEngineHasItsSettingsAndTheirDefaults(String engine, String given, String complete) {
        DataProvider provider = created(request -> request.engine(engine).settings(settings(given)))
                .value()
                .orElseThrow();

        assertEquals(settings(complete), provider.settings());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "cassandra | {'MySqlSettings':{}}                        | Invalid value cassandra for Engine",
                "mysql     | {'PostgreSqlSettings':{}}                   | MySqlSettings and no other; found [PostgreSqlSettings]",
                "mysql     | {}                                          | MySqlSettings and no other; found []",
                "mysql     | {'MySqlSettings':{'Port':0}}                | Invalid value 0 for Port",
                "mysql     | {'MySqlSettings':{'SslMode':'maybe'}}       | Invalid value maybe for SslMode",
                "mongodb   | {'MongoDbSettings':{'AuthMechanism':'x'}}   | Invalid value x for AuthMechanism",
            })
    void whatDoesNotFitIsRefused(String engine, String given, String message) {
        Fault fault = created(request -> request.engine(engine).settings(settings(given)))
                .fault()
                .orElseThrow();

        assertEquals("InvalidParameterValueException", fault.code());
        assertTrue(fault.message().contains(message), fault.message());
    }

    @Test
    void aProviderWithoutANameGetsOneOfItsArn() {
        DataProvider provider = mysql();

        assertEquals("data-provider-aaaa", provider.dataProviderName());
        assertEquals("arn:aws:dms:us-east-1:000000000000:data-provider:AAAA", provider.dataProviderArn());
        assertEquals(NOON, provider.dataProviderCreationTime());
        assertEquals(false, provider.virtual());
        assertNull(provider.description());
    }

    @Test
    void settingsAreMergedUnlessTheyAreExact() {
        DataProviderSettings change = settings("{'MySqlSettings':{'Port':3307}}");

        assertEquals(
                settings("{'MySqlSettings':{'ServerName':'s','Port':3307,'SslMode':'none'}}"),
                modified(request -> request.settings(change))
                        .value()
                        .orElseThrow()
                        .settings());
        assertEquals(
                settings("{'MySqlSettings':{'Port':3307,'SslMode':'none'}}"),
                modified(request -> request.settings(change).exactSettings(true))
                        .value()
                        .orElseThrow()
                        .settings());
    }

    @Test
    void anotherEngineNeedsItsOwnSettings() {
        assertTrue(modified(request -> request.engine("postgres")).fault().isPresent());
        assertEquals(
                "postgres",
                modified(request -> request.engine("postgres").settings(settings("{'PostgreSqlSettings':{}}")))
                        .value()
                        .orElseThrow()
                        .engine());
        assertEquals(
                "aurora",
                modified(request -> request.engine("aurora"))
                        .value()
                        .orElseThrow()
                        .engine());
    }

    @Test
    void anEmptyDescriptionClearsIt() {
        DataProvider described = type.modify(OCCASION, mysql(), modification(request -> request.description("d")))
                .value()
                .orElseThrow();
        assertEquals("d", described.description());

        assertEquals(
                "d",
                type.modify(OCCASION, described, modification(request -> {}))
                        .value()
                        .orElseThrow()
                        .description());
        assertNull(type.modify(OCCASION, described, modification(request -> request.description("")))
                .value()
                .orElseThrow()
                .description());
    }

    private DataProvider mysql() {
        return created(request -> request.engine("mysql").settings(settings("{'MySqlSettings':{'ServerName':'s'}}")))
                .value()
                .orElseThrow();
    }

    private Outcome<DataProvider> created(Consumer<CreateDataProviderRequest.Builder> change) {
        CreateDataProviderRequest request =
                CreateDataProviderRequest.builder().applyMutation(change).build();
        return type.creation(request).flatMap(references -> type.create(OCCASION, request));
    }

    private Outcome<DataProvider> modified(Consumer<ModifyDataProviderRequest.Builder> change) {
        ModifyDataProviderRequest request = modification(change);
        return type.modification(request).flatMap(references -> type.modify(OCCASION, mysql(), request));
    }

    private static ModifyDataProviderRequest modification(Consumer<ModifyDataProviderRequest.Builder> change) {
        return ModifyDataProviderRequest.builder().applyMutation(change).build();
    }

    private static DataProviderSettings settings(String json) {
        try {
            return ModelJson.fromJson(
                    new ObjectMapper().readTree(json.replace('\'', '"')), DataProviderSettings::builder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
