package io.dmslocal.engine.connector.postgres;

import io.dmslocal.engine.connector.spi.Source.ReadRequest;
import io.dmslocal.engine.record.LobLimits;
import io.dmslocal.engine.record.Rejected;
import io.dmslocal.engine.record.Rejected.Cause;
import java.util.Optional;

/** Limited LOB mode for rows in COPY's binary form that go on untouched. */
final class CopiedLobs {

    private final ReadRequest request;
    private final LobLimits limits;

    CopiedLobs(ReadRequest request) {
        this.request = request;
        this.limits = request.lobs();
    }

    /** Whether a value of the row is too long. */
    boolean concerns(byte[] rows, int row) {
        int field = row + Short.BYTES;
        for (int i = 0; i < request.columns().size(); i++) {
            int length = (int) BinaryFields.INT.get(rows, field);
            if (limits.isTooLong(i, length)) {
                return true;
            }
            field += Integer.BYTES + Math.max(length, 0);
        }
        return false;
    }

    /**
     * Puts the row with its values cut, and ends it.
     *
     * @return present when it was not put, because a value is too long and cannot be cut
     */
    Optional<Rejected> cut(byte[] rows, int row, CopyBuffer to) {
        to.putShort(request.columns().size());
        int field = row + Short.BYTES;
        for (int i = 0; i < request.columns().size(); i++) {
            int length = (int) BinaryFields.INT.get(rows, field);
            field += Integer.BYTES;
            int kept = length;
            if (limits.isTooLong(i, length)) {
                if (!limits.isCut(i)) {
                    to.dropRow();
                    String key = CopiedKey.ofBinary(
                            rows, row, request.columns(), request.schema().key());
                    return Optional.of(
                            new Rejected(request.schema().table(), Cause.TRUNCATION, limits.reason(i), "", key));
                }
                kept = limits.cut(i, rows, field);
            }
            to.putInt(kept);
            to.put(rows, field, Math.max(kept, 0));
            field += Math.max(length, 0);
        }
        to.endRow();
        return Optional.empty();
    }
}
