/**
 * MySQL, MariaDB and Aurora MySQL, as source and as target. The schema of a table is its database.
 *
 * <p>Open {@link io.dmslocal.engine.connector.mysql.MySqlSource} and {@link io.dmslocal.engine.connector.mysql.MySqlTarget}; the protocol is in {@code
 * wire}. The way of a loaded row: {@code TableReader}, {@code RowDecoder}, batch, {@code LoadWriter}, {@code LoadText}. The way of a change: {@code
 * LogReader}, {@code LogEvents}, {@code LogRows}, {@code LogCell}, row, {@code Applier}, {@code ApplySql}.
 *
 * <p><b>Decision: no JDBC driver</b>, see {@code wire}. Both drivers (MariaDB Connector/J under the LGPL, Connector/J under the GPL with an exception) make
 * an object per value and hide what is needed.
 *
 * <p><b>Decision: the log is read here, with Debezium's parsers but without its engine.</b> Debezium's DDL parsers follow changed tables and its binlog
 * library reads binary JSON and decimals. Its connectors stand too far from what a change must be here: they lose which zero date it was, show
 * prepared transactions before they are decided, and carry every row through Kafka Connect's structures. Price: the layouts of row events stand here again, in
 * {@code LogCell} and {@code LogMoments}, under tests that hold every type against what the load reads.
 *
 * <p><b>Decision: Debezium's connectors all the same, for who chooses them</b> ({@code DebeziumDialect}). Positions, images and definitions are those of our own
 * reader. Debezium's connector for MySQL wants MySQL's own driver, for questions to the server and not for data; that is bundled unchanged, as its
 * exception for free software allows. The connector for MariaDB comes with MariaDB's.
 *
 * <p><b>Decision: what is native in this family.</b> A column that stays native travels in a load as the text that the server prints (UTF-8), and as plain
 * bytes where its type has no character set (binary, blobs, bit, geometry). In changes a native value is the same Java object as a neutral one, but
 * zero dates, which no neutral form has, come as text. So {@code 0000-00-00} arrives as it was within the family, and as NULL elsewhere.
 *
 * <p><b>Where the load's snapshot stands in the log</b> is told in {@code Snapshot}.
 */
package io.dmslocal.engine.connector.mysql;
