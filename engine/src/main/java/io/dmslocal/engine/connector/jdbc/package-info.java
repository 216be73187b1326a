/**
 * What connectors that speak JDBC share: how AWS's SSL modes and a CA given as text reach a driver, and what a driver's exception means for a run.
 * Imports {@code connector.spi} and {@code settings}. Open {@link io.dmslocal.engine.connector.jdbc.JdbcFailure} first.
 */
package io.dmslocal.engine.connector.jdbc;
