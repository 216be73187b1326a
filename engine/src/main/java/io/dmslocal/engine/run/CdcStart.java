package io.dmslocal.engine.run;

import java.time.Instant;

/** Where the changes of a task begin. */
public sealed interface CdcStart {

    /** With the start of the run: what is committed later. */
    record Now() implements CdcStart {}

    /** @param text a position in the source's native form */
    record At(String text) implements CdcStart {}

    /** With the first transaction committed at or after this moment. */
    record AtTime(Instant time) implements CdcStart {}
}
