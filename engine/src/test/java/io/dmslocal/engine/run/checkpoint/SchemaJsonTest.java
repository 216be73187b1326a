package io.dmslocal.engine.run.checkpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.dmslocal.engine.record.Column;
import io.dmslocal.engine.record.DmsType;
import io.dmslocal.engine.record.DmsType.Kind;
import io.dmslocal.engine.record.TableId;
import io.dmslocal.engine.record.TableSchema;
import java.util.List;
import org.junit.jupiter.api.Test;

class SchemaJsonTest {

    @Test
    void aDefinitionIsReadBackAsItWasWritten() {
        TableSchema schema = new TableSchema(
                new TableId("shop", "orders"),
                List.of(
                        new Column("id", DmsType.of(Kind.INT8), "bigint", false),
                        new Column("price", DmsType.numeric(12, 2), "numeric(12,2)", true).asNative()),
                List.of("id"),
                "utf8mb4_bin");

        assertEquals(schema, SchemaJson.read(SchemaJson.write(schema)));
    }
}
