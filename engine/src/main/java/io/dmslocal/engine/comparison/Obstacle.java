package io.dmslocal.engine.comparison;

import io.dmslocal.engine.record.Column;
import io.dmslocal.engine.record.DmsType.Kind;
import io.dmslocal.engine.record.TableSchema;
import java.util.Optional;
import java.util.Set;

/**
 * Why a table is not validated. Views have no key. Source: "Limitations" of "AWS DMS data validation", AWS DMS user guide.
 *
 * @param state NO_PRIMARY_KEY where AWS has no other word
 * @param details a sentence for ValidationStateDetails
 */
public record Obstacle(ValidationState state, String details) {

    /** Characters of a key column of text that are too many. */
    private static final int TOO_LONG = 1024;

    /**
     * @param target as the mapping makes it: its key finds the rows
     * @param masked columns of it whose values are masked
     */
    public static Optional<Obstacle> of(TableSchema source, TableSchema target, Set<String> masked) {
        if (!source.isKeyed() || !target.isKeyed()) {
            return Optional.of(
                    noKey("The table has no primary key and no unique index over columns that are not null"));
        }
        return target.key().stream()
                .map(name -> column(target, name, masked))
                .flatMap(Optional::stream)
                .findFirst();
    }

    private static Optional<Obstacle> column(TableSchema table, String name, Set<String> masked) {
        if (masked.contains(name)) {
            return Optional.of(noKey("Key column " + name + " is masked"));
        }
        if (table.indexOf(name).isEmpty()) {
            return Optional.of(noKey("Key column " + name + " is not replicated"));
        }
        Column column = table.columns().get(table.indexOf(name).getAsInt());
        Kind kind = column.type().kind();
        if (kind.isLob() || kind == Kind.BYTES) {
            return Optional.of(noKey("Key column " + name + " is of type " + kind));
        }
        boolean isText = kind == Kind.STRING || kind == Kind.WSTRING;
        return isText
                        && column.type().length() >= TOO_LONG
                        && column.nativeType().indexOf('(') >= 0
                ? Optional.of(noKey("Key column " + name + " has "
                        + column.type().length() + " characters; fewer than " + TOO_LONG + " can be compared"))
                : Optional.empty();
    }

    private static Obstacle noKey(String details) {
        return new Obstacle(ValidationState.NO_PRIMARY_KEY, details);
    }
}
