package io.dmslocal.api.operation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dmslocal.api.ServedApi;
import io.dmslocal.engine.settings.EngineName;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.databasemigration.DatabaseMigrationClient;
import software.amazon.awssdk.services.databasemigration.model.DatabaseMigrationException;
import software.amazon.awssdk.services.databasemigration.model.DescribeEndpointSettingsResponse;
import software.amazon.awssdk.services.databasemigration.model.EndpointSetting;
import software.amazon.awssdk.services.databasemigration.model.EndpointSettingTypeValue;

/** DescribeEndpointSettings, as AWS's SDK reads it. */
class EndpointSettingsTest {

    private static ServedApi api;
    private static DatabaseMigrationClient dms;

    @BeforeAll
    static void serve() {
        api = ServedApi.of(AllOperations.of(List.of(new CatalogueOperations()::register)));
        dms = api.client();
    }

    @AfterAll
    static void stop() {
        dms.close();
        api.close();
    }

    private static Map<String, EndpointSetting> settings(String engine) {
        return dms.describeEndpointSettings(r -> r.engineName(engine)).endpointSettings().stream()
                .collect(Collectors.toMap(EndpointSetting::name, Function.identity()));
    }

    @Test
    void everyEngineHasSettingsAndTheirFactsFitTheirTypes() {
        for (EngineName engine : EngineName.all()) {
            Map<String, EndpointSetting> settings = settings(engine.name());

            assertFalse(settings.isEmpty(), engine.name());
            for (EndpointSetting setting : settings.values()) {
                String said = engine.name() + " " + setting;
                String byDefault = setting.defaultValue();
                switch (setting.type()) {
                    case ENUM ->
                        assertTrue(byDefault == null || setting.enumValues().contains(byDefault), said);
                    case BOOLEAN -> assertTrue(byDefault == null || byDefault.matches("true|false"), said);
                    case INTEGER -> {
                        int number = byDefault == null ? 0 : Integer.parseInt(byDefault);
                        assertTrue(
                                byDefault == null || setting.intValueMin() == null || number >= setting.intValueMin(),
                                said);
                        assertTrue(
                                byDefault == null || setting.intValueMax() == null || number <= setting.intValueMax(),
                                said);
                    }
                    default -> assertNull(setting.intValueMin(), said);
                }
            }
        }
    }

    @Test
    void aSettingSaysWhatItTakes() {
        Map<String, EndpointSetting> s3 = settings("s3");

        EndpointSetting interval = s3.get("CdcMaxBatchInterval");
        assertEquals("integer", interval.typeAsString());
        assertEquals("60", interval.defaultValue());
        assertEquals("seconds", interval.units());
        assertEquals("target", interval.applicability());
        assertEquals("source", s3.get("IgnoreHeaderRows").applicability());
        assertEquals("both", s3.get("CsvDelimiter").applicability());

        EndpointSetting plugin = settings("postgres").get("PluginName");
        assertEquals(EndpointSettingTypeValue.ENUM, plugin.type());
        assertEquals(List.of("no-preference", "test-decoding", "pglogical"), plugin.enumValues());

        assertTrue(settings("oracle").get("AsmPassword").sensitive());
        assertFalse(settings("oracle").get("AsmUser").sensitive());
    }

    @Test
    void pagesGoOnWhereTheLastOneEnded() {
        List<String> names = new ArrayList<>();
        String marker = null;
        do {
            String from = marker;
            DescribeEndpointSettingsResponse page = dms.describeEndpointSettings(
                    r -> r.engineName("oracle").maxRecords(7).marker(from));
            page.endpointSettings().forEach(setting -> names.add(setting.name()));
            marker = page.marker();
        } while (marker != null);

        assertEquals(names.stream().sorted().distinct().toList(), names);
        assertEquals(settings("oracle").size(), names.size());
    }

    @Test
    void anUnknownEngineIsNamed() {
        DatabaseMigrationException refused = assertThrows(
                DatabaseMigrationException.class, () -> dms.describeEndpointSettings(r -> r.engineName("mysql9")));

        assertEquals("InvalidParameterValueException", refused.awsErrorDetails().errorCode());
        assertEquals("Invalid engine name: mysql9", refused.awsErrorDetails().errorMessage());
    }
}
