package io.dmslocal.engine.run;

/** One table cannot be loaded, the rest can: TableErrorPolicy. */
final class TableFailure extends RuntimeException {

    TableFailure(String message, Throwable cause) {
        super(message, cause);
    }
}
