package io.dmslocal.engine.mapping;

import io.dmslocal.engine.record.DmsType;
import io.dmslocal.engine.record.DmsType.Kind;
import io.dmslocal.engine.settings.CharacterSets;
import io.dmslocal.engine.settings.TaskSettings;
import java.nio.charset.Charset;
import java.nio.charset.CharsetEncoder;
import java.util.BitSet;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntPredicate;

/**
 * CharacterSetSettings: characters that are replaced or left out, in texts of STRING and WSTRING, before any transformation. Source: "Character
 * substitution task settings", AWS DMS user guide.
 *
 * <pre>
 * CharacterReplacements   each character by its own list: a code point for another, 0 for none
 * CharacterSetSupport     then every character that the character set lacks becomes one code point, or none
 * </pre>
 */
public final class CharacterSubstitution implements Step {

    private final Map<Integer, Integer> replacements;
    private final IntPredicate supported;
    private final int otherwise;

    private CharacterSubstitution(TaskSettings.CharacterSet settings) {
        this.replacements = settings.replacements();
        this.supported = settings.charset().isEmpty()
                ? codePoint -> true
                : supported(settings.charset().get());
        this.otherwise = settings.replaceWith();
    }

    /** Empty when the settings ask for none. */
    public static Optional<CharacterSubstitution> of(TaskSettings.CharacterSet settings) {
        return settings.replacements().isEmpty() && settings.charset().isEmpty()
                ? Optional.empty()
                : Optional.of(new CharacterSubstitution(settings));
    }

    /** Asked once for each character of the first plane: an encoder is slow, and of one thread. */
    private static IntPredicate supported(CharacterSets set) {
        BitSet plane = new BitSet(Character.MIN_SUPPLEMENTARY_CODE_POINT);
        Optional<CharsetEncoder> encoder = set.charset().map(Charset::newEncoder);
        for (int c = 0; c < Character.MIN_SUPPLEMENTARY_CODE_POINT; c++) {
            plane.set(c, encoder.isEmpty() || encoder.get().canEncode((char) c));
        }
        boolean beyond = encoder.isPresent() && encoder.get().canEncode("\uD83D\uDE00");
        return codePoint -> Character.isBmpCodePoint(codePoint) ? plane.get(codePoint) : beyond;
    }

    static boolean concerns(DmsType type) {
        return type.kind() == Kind.STRING || type.kind() == Kind.WSTRING;
    }

    @Override
    public Object of(Object value) {
        return value instanceof String text ? substituted(text) : value;
    }

    /** The text itself when nothing in it is to be replaced. */
    public String substituted(String text) {
        boolean clean = text.codePoints().allMatch(c -> !replacements.containsKey(c) && isSupported(c));
        if (clean) {
            return text;
        }
        StringBuilder result = new StringBuilder(text.length());
        text.codePoints().forEach(c -> {
            int replaced = replacements.getOrDefault(c, c);
            int written = replaced == 0 || isSupported(replaced) ? replaced : otherwise;
            if (written != 0) {
                result.appendCodePoint(written);
            }
        });
        return result.toString();
    }

    private boolean isSupported(int codePoint) {
        return supported.test(codePoint);
    }
}
