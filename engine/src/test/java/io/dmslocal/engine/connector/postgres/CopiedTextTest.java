package io.dmslocal.engine.connector.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.dmslocal.engine.record.Column;
import io.dmslocal.engine.record.DmsType;
import io.dmslocal.engine.record.DmsType.Kind;
import io.dmslocal.engine.record.TableId;
import io.dmslocal.engine.record.TableSchema;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Rows in COPY's text form, as people are told of them. */
class CopiedTextTest {

    private static final TableSchema T = new TableSchema(
            new TableId("shop", "t"), List.of(column("k"), column("v"), column("last")), List.of("k", "last"));

    private static Column column(String name) {
        return new Column(name, DmsType.sized(Kind.STRING, 20), "varchar(20)", true);
    }

    @Test
    void an_empty_last_column_and_blanks_at_the_end_stay() {
        assertEquals("INSERT INTO \"shop\".\"t\" (\"k\", \"v\", \"last\") VALUES ('a', 'b', '')", row("a\tb\t\n"));
        assertEquals("INSERT INTO \"shop\".\"t\" (\"k\", \"v\", \"last\") VALUES ('a', '', 'c ')", row("a\t\tc \n"));
        assertEquals("k = a, last = ", key("a\tb\t\n"));
    }

    @Test
    void escapes_are_undone() {
        assertEquals(
                "INSERT INTO \"shop\".\"t\" (\"k\", \"v\", \"last\") VALUES ('a\tb', NULL, E'\\\\N')",
                row("a\\tb\t\\N\t\\\\N\n"));
        assertEquals("k = a\nb\r, last = \\n", key("a\\nb\\r\t\t\\\\n\n"));
    }

    private static String row(String copied) {
        byte[] bytes = copied.getBytes(StandardCharsets.UTF_8);
        return CopiedRow.ofText(bytes, 0, bytes.length, T);
    }

    private static String key(String copied) {
        byte[] bytes = copied.getBytes(StandardCharsets.UTF_8);
        return CopiedKey.ofText(bytes, 0, bytes.length, T.columns(), T.key());
    }
}
