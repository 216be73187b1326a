package io.dmslocal.engine.run;

import java.time.Instant;
import java.util.Optional;

/** Where the changes of a task end by themselves: everything committed up to the moment is applied, nothing later. */
public sealed interface CdcStop {

    /** The moment; empty for never. */
    Optional<Instant> moment();

    record Never() implements CdcStop {
        @Override
        public Optional<Instant> moment() {
            return Optional.empty();
        }
    }

    /** Ends when this node's clock has passed the moment and everything committed before was applied. */
    record ServerTime(Instant time) implements CdcStop {
        @Override
        public Optional<Instant> moment() {
            return Optional.of(time);
        }
    }

    /** Ends with the first transaction that was committed after the moment. */
    record CommitTime(Instant time) implements CdcStop {
        @Override
        public Optional<Instant> moment() {
            return Optional.of(time);
        }
    }
}
