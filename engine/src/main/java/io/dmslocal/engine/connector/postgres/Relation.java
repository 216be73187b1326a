package io.dmslocal.engine.connector.postgres;

import io.dmslocal.engine.record.TableSchema;

/**
 * A table as the log describes it.
 *
 * @param fields decoder of each column
 * @param identity which columns an old row of kind K carries
 * @param remembered to notice a change by
 */
record Relation(TableSchema schema, TextFields.Field[] fields, boolean[] identity, RememberedDefinition remembered) {

    /** Names and types as one text. */
    String signature() {
        return remembered.signature();
    }

    Relation withIdentity(boolean[] other) {
        return new Relation(schema, fields, other, remembered);
    }
}
