package io.dmslocal.engine.connector.mysql;

import io.dmslocal.engine.connector.spi.ConnectorException;
import io.dmslocal.engine.record.Column;
import io.dmslocal.engine.record.TableId;
import io.dmslocal.engine.record.TableSchema;

/**
 * Tables of other engines that cannot be made here, said in words before the server says it in its own.
 *
 * <p>Source: "Identifier Length Limits" and "Schema Object Names", MySQL manual; the same of MariaDB.
 */
final class Names {

    /** Characters of a database's, a table's, a column's name. */
    private static final int LONGEST = 64;

    private Names() {}

    /** @param asked the table as the task calls it */
    static void check(TableId asked, TableSchema schema) {
        if (schema.columns().isEmpty()) {
            throw ConnectorException.fatal("Table " + asked
                    + " has no columns that could be written, and neither MySQL nor MariaDB can make such a"
                    + " table. Leave it out by a selection rule with rule-action exclude.");
        }
        check("schema", schema.table().schema(), asked);
        check("table", schema.table().name(), asked);
        for (Column column : schema.columns()) {
            check("column", column.name(), asked);
        }
    }

    private static void check(String what, String name, TableId table) {
        String trouble = trouble(name);
        if (!trouble.isEmpty()) {
            throw ConnectorException.fatal("The " + what + " name \"" + name + "\" of table " + table + " " + trouble
                    + ", which neither MySQL nor MariaDB takes. Rename it by a transformation rule: rule-target "
                    + what + ", rule-action rename.");
        }
    }

    private static String trouble(String name) {
        int length = name.codePointCount(0, name.length());
        if (length > LONGEST) {
            return "is " + length + " characters long, more than " + LONGEST;
        }
        if (name.codePoints().anyMatch(Character::isSupplementaryCodePoint)) {
            return "has a character of four bytes in UTF-8";
        }
        if (name.isEmpty() || name.endsWith(" ")) {
            return "is empty or ends in a space";
        }
        return name.indexOf(0) >= 0 ? "has a character U+0000" : "";
    }
}
