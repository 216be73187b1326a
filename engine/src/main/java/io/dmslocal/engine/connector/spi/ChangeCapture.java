package io.dmslocal.engine.connector.spi;

/** By which reader a source's changes are captured, where a connector has the choice. */
public enum ChangeCapture {
    /** The connector's own reader of the log. */
    OWN,
    /** Debezium's connector in its embedded engine. */
    DEBEZIUM
}
