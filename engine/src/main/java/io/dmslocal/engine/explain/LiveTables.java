package io.dmslocal.engine.explain;

import io.dmslocal.engine.connector.spi.Source;
import io.dmslocal.engine.connector.spi.Source.SourceTable;
import io.dmslocal.engine.record.TableId;
import io.dmslocal.engine.record.TableSchema;
import java.util.List;

/** A database's tables. */
record LiveTables(Source source) implements Tables {

    @Override
    public List<SourceTable> list() {
        return source.tables();
    }

    @Override
    public TableSchema schema(TableId table) {
        return source.schema(table);
    }
}
