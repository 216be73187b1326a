package io.dmslocal.api.protocol;

import java.util.Optional;

/** Where what a call changes must be written down. */
@FunctionalInterface
public interface Ledger {

    /** Why nothing can be written just now, and what would help; empty while all is well. Blocks no longer than a look at the disk takes. */
    Optional<String> shortage();
}
