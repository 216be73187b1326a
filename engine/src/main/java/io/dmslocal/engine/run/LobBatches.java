package io.dmslocal.engine.run;

import io.dmslocal.engine.mapping.TableMapping;
import io.dmslocal.engine.record.ColumnVector;
import io.dmslocal.engine.record.LobLimits;
import io.dmslocal.engine.record.Rejected;
import io.dmslocal.engine.record.Rejected.Cause;
import io.dmslocal.engine.record.RowBatch;
import io.dmslocal.engine.record.RowKey;
import io.dmslocal.engine.record.TableId;
import java.util.List;
import java.util.function.Consumer;

/** Limited LOB mode for rows of a load that travel column by column: a batch without a value that is too long goes on as it came. */
final class LobBatches {

    private final TableId source;
    private final List<String> shownKey;
    private final LobLimits limits;

    LobBatches(TableMapping mapping, LobLimits limits) {
        this.source = mapping.source().table();
        this.shownKey = mapping.shownKey();
        this.limits = limits;
    }

    /** @param rejected is told of rows with a value that is too long and cannot be cut; they are not in the result */
    RowBatch.Columns limited(RowBatch.Columns batch, Consumer<Rejected> rejected) {
        if (!hasTooLong(batch)) {
            return batch;
        }
        RowBatch.Columns cut = new RowBatch.Columns(batch.columns(), batch.size());
        for (int row = 0; row < batch.size(); row++) {
            int refusing = refusing(batch, row);
            if (refusing >= 0) {
                String key = RowKey.of(batch.columns(), shownKey, batch.row(row));
                rejected.accept(new Rejected(source, Cause.TRUNCATION, limits.reason(refusing), "", key));
                continue;
            }
            for (int column = 0; column < batch.columns().size(); column++) {
                copy(batch.vector(column), row, column, cut.vector(column));
            }
        }
        return cut;
    }

    private boolean hasTooLong(RowBatch.Columns batch) {
        for (int column = 0; column < batch.columns().size(); column++) {
            if (!batch.columns().get(column).type().kind().isLob()) {
                continue;
            }
            ColumnVector vector = batch.vector(column);
            for (int row = 0; row < vector.size(); row++) {
                if (limits.isTooLong(column, vector.length(row))) {
                    return true;
                }
            }
        }
        return false;
    }

    /** The column whose value is too long and cannot be cut; -1 when there is none. */
    private int refusing(RowBatch.Columns batch, int row) {
        for (int column = 0; column < batch.columns().size(); column++) {
            if (batch.columns().get(column).type().kind().isLob()
                    && limits.isTooLong(column, batch.vector(column).length(row))
                    && !limits.isCut(column)) {
                return column;
            }
        }
        return -1;
    }

    private void copy(ColumnVector from, int row, int column, ColumnVector to) {
        if (from.isNull(row)) {
            to.appendNull();
        } else if (from.isInLongs()) {
            to.append(from.longAt(row));
        } else {
            int start = from.start(row);
            int length = from.length(row);
            to.append(
                    from.heap(),
                    start,
                    limits.isTooLong(column, length) ? limits.cut(column, from.heap(), start) : length);
        }
    }
}
