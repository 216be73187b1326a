package io.dmslocal.engine.connector.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.dmslocal.engine.connector.spi.ListMemory;
import io.dmslocal.engine.record.TableId;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LostTablesTest {

    private static final TableId A = new TableId("shop", "a");
    private static final TableId B = new TableId("shop", "b\tb");

    private final ListMemory memory = new ListMemory();

    private Set<TableId> remembered() {
        return new LostTables(memory).all();
    }

    @Test
    void theLastThatWasSaidOfATableCounts() {
        LostTables lost = new LostTables(memory);
        lost.add(A);
        lost.add(B);
        assertEquals(Set.of(A, B), remembered());

        lost.remove(Set.of(A));
        assertEquals(Set.of(B), remembered());

        lost.add(A);
        lost.remove(Set.of(B));
        assertEquals(Set.of(A), remembered());
    }

    @Test
    void aCaptureThatBeginsAnewHasLostNothing() {
        LostTables lost = new LostTables(memory);
        lost.add(A);
        lost.remove(Set.of(A));
        memory.clear(LostTables.MEMORY);
        assertEquals(Set.of(), remembered());

        lost.add(A);
        assertEquals(Set.of(A), remembered());
    }
}
