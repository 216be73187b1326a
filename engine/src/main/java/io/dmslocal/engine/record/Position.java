package io.dmslocal.engine.record;

/**
 * A place in a source's stream of changes. Positions of one source are ordered; those of different sources must not be compared.
 *
 * <p>A connector has its own implementation. {@link #text} is what is kept in checkpoints and shown to people; the connector reads it back.
 */
public interface Position extends Comparable<Position> {

    /** The engine's native form: {@code 4AF/B00000D0}, {@code mysql-bin-changelog.000024:373}. */
    String text();

    /** With everything that tells places apart within one transaction; the connector reads it back as it reads {@link #text}. */
    default String exactText() {
        return text();
    }

    /** The form in {@code stream-position} of messages. */
    default String streamText() {
        return text();
    }
}
