package io.dmslocal.engine.run;

import io.dmslocal.engine.connector.spi.Source.SourceTable;
import io.dmslocal.engine.mapping.TableMapping;
import io.dmslocal.engine.record.TableId;
import io.dmslocal.engine.record.TableSchema;
import java.util.List;

/** The task's table mappings, worked out. */
public interface TableChoice {

    /** The selected ones among the source's tables, in the order in which they load. */
    List<TableId> select(List<SourceTable> tables);

    /** What transformation rules and TargetSchema make of a table. */
    TableMapping mapping(TableSchema table);
}
