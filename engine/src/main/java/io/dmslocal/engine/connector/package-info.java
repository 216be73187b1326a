/**
 * Databases and streams that tasks read from and write to: one package each, listed in {@code Connectors}.
 *
 * <p>A connector imports {@code connector.spi}, {@code record}, {@code settings} and what {@code jdbc} and {@code debezium} share; never another
 * connector, never Akka.
 *
 * <p>Decision: a connector says what people should read to the {@link io.dmslocal.engine.connector.spi.ConnectorLog} that came with the source or target, never to
 * a logger: only so it is in the log of the task for which it works, whichever thread says it.
 */
package io.dmslocal.engine.connector;
