package io.dmslocal.engine.connector.spi;

import io.dmslocal.engine.record.TableId;
import java.util.List;

/**
 * How a target makes a table that it does not have, worked out without asking its server.
 *
 * @param table where the endpoint puts it, which may be another schema than the rules say
 * @param columns of the plan's schema, in their order
 * @param statements in the order in which they run; the primary key's own is the last, where it waits for the end of the load
 */
public record TableDefinition(TableId table, List<DeclaredColumn> columns, List<String> statements) {

    public TableDefinition {
        columns = List.copyOf(columns);
        statements = List.copyOf(statements);
    }

    /** @param type as DDL writes it */
    public record DeclaredColumn(String type, List<Loss> losses) {

        public DeclaredColumn {
            losses = List.copyOf(losses);
        }
    }
}
