package io.dmslocal.engine.connector.messages;

import static io.dmslocal.engine.connector.messages.JsonBuffer.name;

import io.dmslocal.engine.connector.messages.Cells.InBatch;
import io.dmslocal.engine.connector.messages.Cells.InRow;
import io.dmslocal.engine.record.Change.Operation;
import io.dmslocal.engine.record.Change.RowChange;
import io.dmslocal.engine.record.Column;
import io.dmslocal.engine.record.RowBatch;
import io.dmslocal.engine.record.TableId;
import io.dmslocal.engine.record.TableSchema;
import io.dmslocal.engine.settings.ObjectMapping;
import io.dmslocal.engine.settings.ObjectMapping.KeyType;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Data records of one table, as long as its definition stays the same. Used by one thread.
 *
 * <pre>
 * { data: { columns, attributes }, before image, metadata: {...} }
 * </pre>
 */
public final class TableMessages {

    private static final byte[] DATA = name("data");
    private static final byte[] DOCUMENT = name("_doc");

    /** What decides about a table's messages beside its definition. */
    public record Shape(
            MessageFormat format, ObjectMapping mapping, BeforeImage beforeImage, boolean changesByPrimaryKey) {}

    private final Shape shape;
    private final TableId table;
    private final List<Column> columns;
    private final int[] key;
    private final byte[][] names;
    private final boolean[] excluded;
    private final boolean[] inBeforeImage;
    private final byte[] beforeImageName;
    private final Values values;
    private final Attributes attributes;
    private final JsonBuffer out;
    private final Clock clock;

    public TableMessages(TableSchema schema, Shape shape, Clock clock) {
        ObjectMapping mapping = shape.mapping();
        this.shape = shape;
        this.table = new TableId(
                schema.table().schema(),
                mapping.targetTable().orElse(schema.table().name()));
        this.columns = schema.columns();
        this.key = schema.keyIndexes();
        this.names = columns.stream().map(c -> name(c.name())).toArray(byte[][]::new);
        this.excluded = new boolean[columns.size()];
        this.inBeforeImage = new boolean[columns.size()];
        List<String> left = mapping.excludedColumns().stream()
                .map(column -> column.toLowerCase(Locale.ROOT))
                .toList();
        for (int i = 0; i < names.length; i++) {
            Column column = columns.get(i);
            excluded[i] = left.contains(column.name().toLowerCase(Locale.ROOT));
            inBeforeImage[i] = shape.beforeImage().takes(column, schema.key().contains(column.name()));
        }
        this.beforeImageName = name(shape.beforeImage().fieldName());
        this.values = new Values(shape.format());
        this.attributes = new Attributes(schema, mapping, shape.format(), values);
        this.out = new JsonBuffer(shape.format().pretty());
        this.clock = clock;
    }

    /** Messages of a batch's rows, one by one: {@code load(batch).message(row)}. */
    public Load load(RowBatch.Columns batch) {
        return new Load(new InBatch(batch));
    }

    /** Rows of one batch. */
    public final class Load {

        private final InBatch cells;

        private Load(InBatch cells) {
            this.cells = cells;
        }

        public Message message(int row) {
            cells.at(row);
            PartitionKey partitionKey = loadKey(cells);
            begin(cells, false);
            return end("load", partitionKey, null, PreviousChange.NONE);
        }
    }

    public Message change(RowChange change, PreviousChange previous) {
        boolean isDelete = change.operation() == Operation.DELETE;
        Cells cells = new InRow(columns, isDelete ? change.before() : change.after());
        PartitionKey partitionKey = changeKey(change, cells);
        begin(cells, isDelete);
        if (change.operation() == Operation.UPDATE && shape.beforeImage().isOn()) {
            beforeImage(new InRow(columns, change.before()));
        }
        return end(change.operation().name().toLowerCase(Locale.ROOT), partitionKey, change, previous);
    }

    private void begin(Cells cells, boolean absentIsNull) {
        out.reset();
        out.open();
        out.member(DATA);
        out.open();
        boolean inDocument = shape.mapping().form() == ObjectMapping.Form.DOCUMENT;
        if (inDocument) {
            out.member(DOCUMENT);
            out.open();
        }
        for (int i = 0; i < names.length; i++) {
            // A value that an update did not send is not NULL; of a deleted row nothing but the key may be known.
            if (!excluded[i] && (absentIsNull || !cells.isAbsent(i))) {
                column(cells, i);
            }
        }
        if (inDocument) {
            out.close();
        }
        attributes.print(out, cells);
        out.close();
    }

    private void beforeImage(Cells before) {
        out.member(beforeImageName);
        out.open();
        for (int i = 0; i < names.length; i++) {
            if (inBeforeImage[i] && !before.isAbsent(i)) {
                column(before, i);
            }
        }
        out.close();
    }

    private void column(Cells cells, int i) {
        if (cells.isMissing(i)) {
            if (shape.format().nullAndEmpty()) {
                out.member(names[i]);
                out.ascii("null");
            }
        } else if (shape.format().nullAndEmpty() || !cells.isEmpty(i)) {
            out.member(names[i]);
            cells.print(out, values, i);
        }
    }

    private Message end(String operation, PartitionKey partitionKey, RowChange change, PreviousChange previous) {
        Metadata.open(
                out, clock.instant(), "data", operation, partitionKey.type().text(), keyValue(partitionKey), table);
        if (change != null) {
            Metadata.transaction(out, change, previous, shape.format().transactionDetails());
        }
        out.close();
        out.close();
        if (!shape.format().pretty()) {
            out.raw('\n');
        }
        return new Message(partitionKey.text(), out.toBytes());
    }

    private Optional<String> keyValue(PartitionKey partitionKey) {
        return shape.format().partitionValue() && partitionKey.type() != KeyType.SCHEMA_TABLE
                ? Optional.of(partitionKey.text())
                : Optional.empty();
    }

    private record PartitionKey(KeyType type, String text) {}

    private PartitionKey loadKey(Cells cells) {
        KeyType type = shape.mapping().keyType().orElse(KeyType.PRIMARY_KEY);
        // A loaded row has no transaction: its table stands for it (assumed).
        return key(type == KeyType.TRANSACTION_ID ? KeyType.SCHEMA_TABLE : type, cells, "");
    }

    private PartitionKey changeKey(RowChange change, Cells cells) {
        KeyType otherwise = shape.changesByPrimaryKey() ? KeyType.PRIMARY_KEY : KeyType.SCHEMA_TABLE;
        return key(
                shape.mapping().keyType().orElse(otherwise),
                cells,
                Long.toString(change.transaction().id()));
    }

    private PartitionKey key(KeyType type, Cells cells, String transaction) {
        return switch (type) {
            case PRIMARY_KEY -> key.length == 0 ? ofTable() : new PartitionKey(type, primaryKey(cells));
            case SCHEMA_TABLE -> ofTable();
            case TRANSACTION_ID -> new PartitionKey(type, transaction);
            case CONSTANT -> new PartitionKey(type, shape.mapping().keyValue());
            case ATTRIBUTE_NAME ->
                new PartitionKey(
                        type, attributes.text(shape.mapping().keyName(), cells).orElse(""));
        };
    }

    private PartitionKey ofTable() {
        return new PartitionKey(KeyType.SCHEMA_TABLE, table.toString());
    }

    private String primaryKey(Cells cells) {
        String text = key.length == 1
                ? cells.text(values, key[0])
                : java.util.Arrays.stream(key)
                        .mapToObj(column -> cells.text(values, column))
                        .collect(Collectors.joining("."));
        return shape.format().partitionSchemaTable() ? table + "." + text : text;
    }
}
