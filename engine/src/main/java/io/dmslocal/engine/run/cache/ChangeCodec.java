package io.dmslocal.engine.run.cache;

import io.dmslocal.engine.connector.spi.Source;
import io.dmslocal.engine.record.Change;
import io.dmslocal.engine.record.Change.Operation;
import io.dmslocal.engine.record.Change.RowChange;
import io.dmslocal.engine.record.Change.Transaction;
import io.dmslocal.engine.record.Change.Truncate;
import io.dmslocal.engine.record.Change.Unreadable;
import io.dmslocal.engine.record.Position;
import io.dmslocal.engine.record.Rejected;
import io.dmslocal.engine.record.Rejected.Cause;
import io.dmslocal.engine.record.Row;
import io.dmslocal.engine.record.TableId;
import io.dmslocal.engine.record.TableSchema;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * Changes of one table as bytes on this node's disk, and back in the same process: schemas stay in memory and are named by number. One thread.
 *
 * <pre>
 * row change   'R' schema operation before after transaction ordinal position
 * truncate     'T' transaction position
 * unreadable   'U' operation cause message statement transaction position
 * row          count, then per value a tag and the value; count -1 for no row
 * </pre>
 */
public final class ChangeCodec {

    private final TableId table;
    private final Source source;
    private final List<TableSchema> schemas = new ArrayList<>();
    private final Map<TableSchema, Integer> numbers = new IdentityHashMap<>();
    private final ByteArrayOutputStream buffer = new ByteArrayOutputStream(512);
    private final DataOutputStream out = new DataOutputStream(buffer);
    private final Writer writer = new Writer();
    private Transaction lastRead = Transaction.NONE;

    public ChangeCodec(TableId table, Source source) {
        this.table = table;
        this.source = source;
    }

    byte[] encode(Change change) {
        buffer.reset();
        try {
            change.accept(writer);
            text(change.position().exactText());
            return buffer.toByteArray();
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    /** Of each kind what stands before its position. */
    private final class Writer implements Change.Visitor<IOException> {

        @Override
        public void row(RowChange row) throws IOException {
            out.writeByte('R');
            out.writeInt(number(row.schema()));
            out.writeByte(row.operation().ordinal());
            write(row.before());
            write(row.after());
            write(row.transaction());
            out.writeInt(row.ordinal());
        }

        @Override
        public void truncate(Truncate truncate) throws IOException {
            out.writeByte('T');
            write(truncate.transaction());
        }

        @Override
        public void unreadable(Unreadable unreadable) throws IOException {
            out.writeByte('U');
            out.writeByte(unreadable.operation().ordinal());
            out.writeByte(unreadable.rejected().cause().ordinal());
            text(unreadable.rejected().message());
            text(unreadable.rejected().statement());
            text(unreadable.rejected().key());
            write(unreadable.transaction());
        }

        @Override
        public void ddl(Change.Ddl ddl) {
            throw notCached(ddl);
        }

        @Override
        public void commit(Change.Commit commit) {
            throw notCached(commit);
        }

        @Override
        public void progress(Change.Progress progress) {
            throw notCached(progress);
        }

        private IllegalArgumentException notCached(Change change) {
            return new IllegalArgumentException("not a change that waits behind a gate: " + change);
        }
    }

    Change decode(byte[] bytes) {
        try {
            DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
            byte kind = in.readByte();
            return switch (kind) {
                case 'R' -> rowChange(in);
                case 'T' -> new Truncate(table, transaction(in), position(in));
                case 'U' -> unreadable(in);
                default -> throw new IOException("unknown kind " + (char) kind);
            };
        } catch (IOException broken) {
            throw new UncheckedIOException("A cached change of " + table + " cannot be read back from disk", broken);
        }
    }

    private RowChange rowChange(DataInputStream in) throws IOException {
        TableSchema schema = schemas.get(in.readInt());
        Operation operation = Operation.values()[in.readByte()];
        Row before = row(in);
        Row after = row(in);
        Transaction transaction = transaction(in);
        int ordinal = in.readInt();
        return new RowChange(schema, operation, before, after, transaction, ordinal, position(in));
    }

    private Unreadable unreadable(DataInputStream in) throws IOException {
        Operation operation = Operation.values()[in.readByte()];
        Cause cause = Cause.values()[in.readByte()];
        Rejected rejected = new Rejected(table, cause, text(in), text(in), text(in));
        return new Unreadable(table, operation, rejected, transaction(in), position(in));
    }

    private int number(TableSchema schema) {
        return numbers.computeIfAbsent(schema, added -> {
            schemas.add(added);
            return schemas.size() - 1;
        });
    }

    private void write(Transaction transaction) throws IOException {
        out.writeLong(transaction.id());
        out.writeLong(transaction.commitTime().getEpochSecond());
        out.writeInt(transaction.commitTime().getNano());
    }

    private Transaction transaction(DataInputStream in) throws IOException {
        Transaction read = new Transaction(in.readLong(), Instant.ofEpochSecond(in.readLong(), in.readInt()));
        if (!read.equals(lastRead)) {
            lastRead = read;
        }
        return lastRead;
    }

    private Position position(DataInputStream in) throws IOException {
        return source.position(text(in));
    }

    private void write(Row row) throws IOException {
        if (row.isNone()) {
            out.writeInt(-1);
            return;
        }
        out.writeInt(row.size());
        for (int i = 0; i < row.size(); i++) {
            write(row.value(i));
        }
    }

    private void write(Object value) throws IOException {
        if (value == null) {
            out.writeByte('0');
        } else if (value == Row.ABSENT) {
            out.writeByte('-');
        } else if (value instanceof String text) {
            out.writeByte('s');
            text(text);
        } else if (value instanceof Long number) {
            out.writeByte('l');
            out.writeLong(number);
        } else if (value instanceof byte[] bytes) {
            out.writeByte('b');
            out.writeInt(bytes.length);
            out.write(bytes);
        } else {
            writeRarer(value);
        }
    }

    private void writeRarer(Object value) throws IOException {
        if (value instanceof Boolean b) {
            out.writeByte(b ? '1' : 'f');
        } else if (value instanceof BigDecimal number) {
            out.writeByte('n');
            text(number.toString());
        } else if (value instanceof BigInteger number) {
            out.writeByte('i');
            text(number.toString());
        } else if (value instanceof Double number) {
            out.writeByte('d');
            out.writeDouble(number);
        } else if (value instanceof Float number) {
            out.writeByte('r');
            out.writeFloat(number);
        } else if (value instanceof LocalDateTime time) {
            out.writeByte('t');
            out.writeLong(time.toEpochSecond(ZoneOffset.UTC));
            out.writeInt(time.getNano());
        } else if (value instanceof LocalDate date) {
            out.writeByte('a');
            out.writeLong(date.toEpochDay());
        } else if (value instanceof LocalTime time) {
            out.writeByte('o');
            out.writeLong(time.toNanoOfDay());
        } else {
            throw new IllegalArgumentException("A value of " + table + " has the Java form "
                    + value.getClass().getName() + ", which no DMS type has");
        }
    }

    private static Row row(DataInputStream in) throws IOException {
        int size = in.readInt();
        if (size < 0) {
            return Row.NONE;
        }
        Object[] values = new Object[size];
        for (int i = 0; i < size; i++) {
            values[i] = value(in);
        }
        return new Row(values);
    }

    private static Object value(DataInputStream in) throws IOException {
        byte tag = in.readByte();
        return switch (tag) {
            case '0' -> null;
            case '-' -> Row.ABSENT;
            case 's' -> text(in);
            case 'l' -> in.readLong();
            case 'b' -> in.readNBytes(in.readInt());
            case '1' -> Boolean.TRUE;
            case 'f' -> Boolean.FALSE;
            case 'n' -> new BigDecimal(text(in));
            case 'i' -> new BigInteger(text(in));
            case 'd' -> in.readDouble();
            case 'r' -> in.readFloat();
            case 't' -> LocalDateTime.ofEpochSecond(in.readLong(), in.readInt(), ZoneOffset.UTC);
            case 'a' -> LocalDate.ofEpochDay(in.readLong());
            case 'o' -> LocalTime.ofNanoOfDay(in.readLong());
            default -> throw new IOException("unknown tag " + (char) tag);
        };
    }

    private void text(String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    private static String text(DataInputStream in) throws IOException {
        return new String(in.readNBytes(in.readInt()), StandardCharsets.UTF_8);
    }
}
