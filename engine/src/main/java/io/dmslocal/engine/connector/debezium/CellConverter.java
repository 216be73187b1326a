package io.dmslocal.engine.connector.debezium;

import io.debezium.spi.converter.CustomConverter;
import io.debezium.spi.converter.RelationalColumn;
import java.util.Properties;
import org.apache.kafka.connect.data.SchemaBuilder;

/** Stands in the place of Debezium's own conversions, for every column; made by Debezium. See the package's decision about values. */
public final class CellConverter implements CustomConverter<SchemaBuilder, RelationalColumn> {

    static final String TYPE = "type";
    static final String NATIVE_TYPE = "native";
    static final String LENGTH = "length";
    static final String SCALE = "scale";

    private Dialect dialect;

    @Override
    public void configure(Properties properties) {
        dialect = OpenCaptures.get(properties.get(OpenCaptures.KEY));
    }

    @Override
    public void converterFor(RelationalColumn column, ConverterRegistration<SchemaBuilder> registration) {
        CapturedColumn captured = new CapturedColumn(
                column.name(),
                column.typeName(),
                column.nativeType(),
                column.length().orElse(-1),
                column.scale().orElse(-1));
        registration.register(
                SchemaBuilder.string()
                        .optional()
                        .parameter(TYPE, String.valueOf(captured.type()))
                        .parameter(NATIVE_TYPE, Integer.toString(captured.nativeType()))
                        .parameter(LENGTH, Integer.toString(captured.length()))
                        .parameter(SCALE, Integer.toString(captured.scale())),
                value -> dialect.cell(captured, value));
    }
}
