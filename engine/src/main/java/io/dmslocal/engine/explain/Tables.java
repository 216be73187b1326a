package io.dmslocal.engine.explain;

import io.dmslocal.engine.connector.spi.ConnectorException;
import io.dmslocal.engine.connector.spi.Source.SourceTable;
import io.dmslocal.engine.record.TableId;
import io.dmslocal.engine.record.TableSchema;
import java.util.List;

/** The source's tables, of a database or written down. */
interface Tables {

    List<SourceTable> list();

    /** @throws ConnectorException when the definition cannot be read, with a sentence that says why */
    TableSchema schema(TableId table);
}
