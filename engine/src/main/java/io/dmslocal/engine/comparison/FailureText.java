package io.dmslocal.engine.comparison;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import io.dmslocal.engine.comparison.Difference.ColumnDifference;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;

/** KEY and DETAILS as awsdms_validation_failures_v1 shows them; their forms were observed on the real service. */
public final class FailureText {

    /** A column without a value. Assumed: AWS's word is not known. */
    public static final String NULL = "NULL";

    /** KEY_TYPE of all failures: rows are found by their keys. */
    public static final String KEY_TYPE = "Row";

    /** What is shown of one value, characters. */
    private static final int LONGEST_VALUE = 256;

    private static final String MORE = "...";

    private FailureText() {}

    /** {@code {"key":  ["3451491"]}}: two blanks after the colon, values as texts. */
    public static String key(List<String> key) {
        return key.stream()
                .map(value ->
                        '"' + String.valueOf(JsonStringEncoder.getInstance().quoteAsString(value)) + '"')
                .collect(Collectors.joining(", ", "{\"key\":  [", "]}"));
    }

    /**
     * {@code [[{'MYREAL': '+1.10106036e-01'}, {'MYREAL': '+1.10106044e-01'}],]}: the source's differing columns, then the target's. For a row that one side has
     * not, the text is unknown; assumed {@code []}.
     *
     * @param longest characters that the column takes
     */
    public static String details(Difference difference, int longest) {
        if (difference.type() != Difference.Type.RECORD_DIFF) {
            return "[]";
        }
        List<ColumnDifference> columns = difference.columns();
        String text = "[[" + side(columns, ColumnDifference::source, ColumnDifference::sourceValue) + ", "
                + side(columns, ColumnDifference::target, ColumnDifference::targetValue) + "],]";
        return cut(text, longest);
    }

    private static String side(
            List<ColumnDifference> columns,
            Function<ColumnDifference, String> name,
            Function<ColumnDifference, String> value) {
        return columns.stream()
                .map(column -> "'" + name.apply(column) + "': '" + value.apply(column) + "'")
                .collect(Collectors.joining(", ", "{", "}"));
    }

    /** A value for people: bounded, because large objects differ too. */
    static String shown(Form form, Object value) {
        if (value == null) {
            return NULL;
        }
        return cut(
                switch (form.shape()) {
                    case REAL4 -> real(value, "%+.8e"); // nine digits tell every float apart
                    case REAL8 -> real(value, "%+.16e");
                    default -> Values.plain(value);
                },
                LONGEST_VALUE);
    }

    private static String real(Object value, String pattern) {
        if (value instanceof Number number && Double.isFinite(number.doubleValue())) {
            return String.format(Locale.ROOT, pattern, number.doubleValue());
        }
        return Values.plain(value);
    }

    static String cut(String text, int longest) {
        if (text.length() <= longest) {
            return text;
        }
        int end = longest - MORE.length();
        return text.substring(0, Character.isHighSurrogate(text.charAt(end - 1)) ? end - 1 : end) + MORE;
    }
}
