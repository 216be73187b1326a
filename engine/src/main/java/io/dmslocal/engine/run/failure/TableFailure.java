package io.dmslocal.engine.run.failure;

/** One table cannot be loaded, the rest can: TableErrorPolicy. */
public final class TableFailure extends RuntimeException {

    public TableFailure(String message, Throwable cause) {
        super(message, cause);
    }
}
