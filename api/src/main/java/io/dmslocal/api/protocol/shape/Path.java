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

    /** @param index from 0 */
    Path at(int index) {
        return new Path(this, element(index));
    }

    /** @param index from 0; the service counts from 1 */
    static String element(int index) {
        return (index + 1) + ".member";
    }

    /** A member of the request itself, not of a structure in it. */
    boolean isTopLevel() {
        return parent == TOP;
    }

    /** With members as AWS spells them: {@code PostgreSQLSettings.ServerName}. */
    String spelled() {
        return parent == null || parent == TOP ? name : parent.spelled() + "." + name;
    }

    /** As the service writes it. */
    @Override
    public String toString() {
        return parent == null || parent == TOP ? step(name) : parent + "." + step(name);
    }

    /** A member as the service writes it in a path: {@code Name} is {@code name}. */
    static String step(String member) {
        return member.isEmpty() ? "" : Character.toLowerCase(member.charAt(0)) + member.substring(1);
    }
}
