package io.dmslocal.engine.connector.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import io.dmslocal.engine.connector.spi.ContractDatabase;
import io.dmslocal.engine.record.DmsType;
import io.dmslocal.engine.record.TableId;
import io.dmslocal.engine.vectors.Vectors;
import java.sql.Connection;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Holds {@link PostgresTypes} against the golden vectors: as a source through a real catalogue, as a target by the DMS types of all sources. */
class PostgresTypesTest {

    private static final ContractDatabase DATABASE = PostgresServer.shared().database("types_vectors");

    @Test
    void everySourceTypeBecomesItsDmsType() throws Exception {
        DATABASE.createSchema("v");
        AtomicInteger number = new AtomicInteger();
        Vectors.check("types", c -> is(c, "source") && c.given().has("native"), c -> {
            c.isRead("source native target", "dms target");
            String table = "t" + number.incrementAndGet();
            DATABASE.run("create table v." + table + " (c "
                    + c.given().path("native").asText() + ")");
            try (Connection connection = PostgresSession.open(DATABASE.endpoint())) {
                DmsType type = new Catalogue(connection, TypeSettings.DEFAULT)
                        .table(new TableId("v", table))
                        .schema()
                        .columns()
                        .get(0)
                        .type();
                JsonNode expected = c.expect().path("dms");
                assertEquals(expected.get("type").asText(), type.kind().name());
                assertEquals(expected.path("length").asInt(type.length()), type.length(), "length");
                assertEquals(expected.path("precision").asInt(type.precision()), type.precision(), "precision");
                assertEquals(expected.path("scale").asInt(type.scale()), type.scale(), "scale");
            }
        });
    }

    @Test
    void everyDmsTypeIsDeclaredAsTheTargetTableSays() {
        Vectors.check("types", c -> is(c, "target"), c -> {
            JsonNode dms = c.expect().path("dms");
            DmsType type = new DmsType(
                    DmsType.Kind.valueOf(dms.get("type").asText()),
                    dms.path("length").asInt(),
                    dms.path("precision").asInt(),
                    dms.path("scale").asInt());
            assertEquals(
                    c.expect().path("target").asText().toUpperCase(Locale.ROOT),
                    PostgresTypes.target(type).toUpperCase(Locale.ROOT));
        });
    }

    private static boolean is(Vectors.Case c, String side) {
        return new PostgresConnector()
                .engineNames()
                .contains(c.given().path(side).asText());
    }
}
