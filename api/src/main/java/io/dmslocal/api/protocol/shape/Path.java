package io.dmslocal.api.protocol.shape;

/**
 * Where in a request a value stands, as the service writes it: {@code filters.1.member.name}. Linked upwards, so that a request without faults
 * builds no text.
 *
 * @param parent null at the top
 * @param name the member as AWS spells it, {@code Name}; a list's element is {@code 1.member}
 */
public record Path(Path parent, String name) {

    static final Path TOP = new Path(null, "");

    Path member(String member) {
        return new Path(this, member);
    }

    /** @param index from 0; the service counts from 1 */
    Path element(int index) {
        return new Path(this, (index + 1) + ".member");
    }

    /** A member of the request itself, not of a structure in it. */
    boolean isTopLevel() {
        return parent == TOP;
    }

    @Override
    public String toString() {
        String step = name.isEmpty() ? "" : Character.toLowerCase(name.charAt(0)) + name.substring(1);
        return parent == null || parent == TOP ? step : parent + "." + step;
    }
}
