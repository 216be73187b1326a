package io.dmslocal.engine.run;

import io.dmslocal.engine.connector.spi.ConnectorException;
import io.dmslocal.engine.connector.spi.Source;
import io.dmslocal.engine.record.TableId;
import io.dmslocal.engine.record.TableSchema;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Which tables a session wants when they come: those that the selection rules take, but none that was found unfit. Such a one would open a session after
 * the other, and none could take it. It is wanted again as soon as its definition is another.
 *
 * @param misfits as they were when they were left out
 */
record LaterTables(TableChoice choice, Source source, Map<TableId, TableSchema> misfits) implements Predicate<TableId> {

    LaterTables {
        misfits = Map.copyOf(misfits);
    }

    @Override
    public boolean test(TableId table) {
        TableSchema unfit = misfits.get(table);
        return choice.takes(table) && (unfit == null || isAnother(unfit));
    }

    private boolean isAnother(TableSchema unfit) {
        try {
            return !source.schema(unfit.table()).equals(unfit);
        } catch (ConnectorException failed) {
            if (failed.isRecoverable()) {
                throw failed;
            }
            return false; // it is not there any more
        }
    }
}
