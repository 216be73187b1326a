/**
 * Databases and streams that tasks read from and write to: one package each, listed in {@code Connectors}.
 *
 * <p>A connector imports {@code connector.spi}, {@code record}, {@code settings} and what {@code jdbc} and {@code debezium} share; never another
 * connector, never Akka.
 */
package io.dmslocal.engine.connector;
