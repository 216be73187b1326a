package io.dmslocal.engine.connector.postgres;

import io.dmslocal.engine.connector.spi.CaptureMemory;
import java.util.Collection;
import java.util.List;

/** What was said of lists of columns that leave out wanted ones, so that no session says it once more. Remembered beyond restarts; used by one thread at a time. */
record ToldLists(CaptureMemory memory) {

    static final String MEMORY = "lists";

    /** @return whether nobody has said it yet */
    boolean add(String sentence) {
        boolean isNew = !memory.entries(MEMORY).contains(sentence);
        if (isNew) {
            memory.append(MEMORY, sentence);
        }
        return isNew;
    }

    /** The others are true no more, and news when they are again. */
    void retain(Collection<String> sentences) {
        List<String> told = memory.entries(MEMORY);
        if (!sentences.containsAll(told)) {
            memory.clear(MEMORY);
            told.stream().filter(sentences::contains).forEach(sentence -> memory.append(MEMORY, sentence));
        }
    }
}
