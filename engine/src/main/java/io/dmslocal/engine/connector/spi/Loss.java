package io.dmslocal.engine.connector.spi;

/**
 * What values of a column may lose on their way, as far as types tell: no row is looked at.
 *
 * @param code for programs, lower case with hyphens: {@code time-zone}
 * @param sentence for people: what is lost, and what would keep it
 */
public record Loss(String code, String sentence) {}
