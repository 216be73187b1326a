package io.dmslocal.engine.connector.postgres;

import io.dmslocal.engine.record.TableSchema;

/**
 * A table as the log describes it.
 *
 * @param fields decoder of each column
 * @param identity which columns an old row of kind K carries
 * @param signature names and types as one text, to notice a change by
 */
record Relation(TableSchema schema, TextFields.Field[] fields, boolean[] identity, String signature) {

    Relation withIdentity(boolean[] other) {
        return new Relation(schema, fields, other, signature);
    }
}
