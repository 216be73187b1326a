package io.dmslocal.engine.connector.debezium;

/**
 * A column as Debezium knew it when a change was logged.
 *
 * @param type the database's name of the type, as Debezium has it
 * @param nativeType Debezium's number of the type: PostgreSQL's type number; -1 without one
 * @param length declared; -1 without one
 * @param scale declared; -1 without one
 */
public record CapturedColumn(String name, String type, int nativeType, int length, int scale) {}
