package io.dmslocal.engine.connector.postgres;

/** PostgreSQL's texts of geometric values with the parentheses that AWS writes. */
final class Geometry {

    private Geometry() {}

    static String text(ValueForm form, String text) {
        return switch (form) {
            case BOX -> "(" + text + ")"; // (x1,y1),(x2,y2)
            case CIRCLE -> text.substring(1, text.length() - 1); // <(x,y),r>
            default ->
                text.replace('[', '(').replace('{', '(').replace(']', ')').replace('}', ')');
        };
    }
}
