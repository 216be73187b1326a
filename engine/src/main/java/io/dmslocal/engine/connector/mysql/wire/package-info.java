/**
 * The MySQL client protocol as far as moving rows needs it; MySQL 5.7 and later, MariaDB 10 and later. Imports the JDK only.
 *
 * <p>Open {@link io.dmslocal.engine.connector.mysql.wire.Session} first. Source: "MySQL Client/Server Protocol", MySQL internals manual.
 *
 * <p><b>Decision: no JDBC driver.</b> Rows must go from the socket's bytes into the arrays of a batch without an object per value; both drivers
 * offer a String or a byte array per value. The log of changes, LOAD DATA LOCAL from memory and many statements in one packet with a count each
 * are further things that a driver hides. Price: the log-in methods stand here again, in one class, and only the three that servers use by default:
 * mysql_native_password, caching_sha2_password and mysql_clear_password (over TLS only).
 */
package io.dmslocal.engine.connector.mysql.wire;
