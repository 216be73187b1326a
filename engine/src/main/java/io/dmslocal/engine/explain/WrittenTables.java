package io.dmslocal.engine.explain;

import io.dmslocal.engine.connector.spi.Connector;
import io.dmslocal.engine.connector.spi.ConnectorException;
import io.dmslocal.engine.connector.spi.Source.SourceTable;
import io.dmslocal.engine.explain.Question.Catalogue;
import io.dmslocal.engine.explain.Question.WrittenColumn;
import io.dmslocal.engine.explain.Question.WrittenTable;
import io.dmslocal.engine.record.Column;
import io.dmslocal.engine.record.DmsType;
import io.dmslocal.engine.record.DmsType.Kind;
import io.dmslocal.engine.record.TableId;
import io.dmslocal.engine.record.TableSchema;
import io.dmslocal.engine.settings.EndpointSettings;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A written-down catalogue: native types become DMS types by the connector of its engine, where there is one. */
final class WrittenTables implements Tables {

    private final Catalogue catalogue;
    private final Optional<Connector> connector;
    private final EndpointSettings endpoint;
    private final Map<TableId, WrittenTable> tables = new LinkedHashMap<>();

    WrittenTables(Catalogue catalogue, Optional<Connector> connector, EndpointSettings endpoint) {
        this.catalogue = catalogue;
        this.connector = connector;
        this.endpoint = endpoint;
        catalogue.tables().forEach(table -> tables.put(new TableId(table.schema(), table.table()), table));
    }

    @Override
    public List<SourceTable> list() {
        return tables.entrySet().stream()
                .map(each -> new SourceTable(each.getKey(), each.getValue().isView()))
                .toList();
    }

    @Override
    public TableSchema schema(TableId table) {
        WrittenTable written = tables.get(table);
        List<Column> columns = written.columns().stream()
                .map(column -> column(table, column, written.key().contains(column.name())))
                .toList();
        return new TableSchema(table, columns, written.key());
    }

    private Column column(TableId table, WrittenColumn column, boolean isKey) {
        boolean nullable = column.nullable() && !isKey;
        if (!column.dmsType().isEmpty()) {
            return new Column(column.name(), dmsType(column), column.nativeType(), nullable);
        }
        return connector
                .flatMap(known -> known.declared(column.name(), column.nativeType(), nullable, endpoint))
                .orElseThrow(() -> ConnectorException.fatal("Column " + column.name() + " of " + table + " has type "
                        + column.nativeType() + ", of which the connector of engine " + catalogue.engineName()
                        + " knows nothing: give its dmsType, length, precision and scale too."));
    }

    private static DmsType dmsType(WrittenColumn column) {
        Kind kind = Kind.valueOf(column.dmsType());
        int precision = column.precision().orElse(0);
        boolean isTime = kind == Kind.TIME || kind == Kind.DATETIME;
        // AWS calls the fraction digits of times precision
        int scale = column.scale().orElse(isTime ? (column.precision().isPresent() ? precision : 6) : 0);
        return new DmsType(kind, column.length(), kind == Kind.NUMERIC ? precision : 0, scale);
    }
}
