package io.dmslocal.engine.connector.mysql;

import io.dmslocal.engine.connector.spi.TableImage;
import io.dmslocal.engine.record.Change;
import java.util.Optional;

/**
 * What a snapshot holds: the changes up to a place between two transactions of the log. A change's position is the end of its event, which lies behind
 * its transaction's begin and at most at its end; so it is at or before the place exactly when its whole transaction is.
 *
 * @param place empty when the snapshot's place is not known, so that no change is surely held
 */
record LogImage(Optional<LogPosition> place) implements TableImage {

    static final LogImage UNKNOWN = new LogImage(Optional.empty());

    static LogImage at(LogPosition place) {
        return new LogImage(Optional.of(place));
    }

    static LogImage parse(String text) {
        return text.isEmpty() ? UNKNOWN : at(LogPosition.parse(text));
    }

    @Override
    public boolean holds(Change change) {
        return place.isPresent() && change.position().compareTo(place.get()) <= 0;
    }

    @Override
    public String text() {
        return place.map(LogPosition::text).orElse("");
    }
}
