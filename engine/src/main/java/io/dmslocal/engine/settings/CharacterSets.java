package io.dmslocal.engine.settings;

import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.UnsupportedCharsetException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * CharacterSetSupport's CharacterSet: names of ICU's converters, of which Java knows most by another name. Source: "Character substitution task
 * settings", AWS DMS user guide.
 *
 * @param charset empty for UTF16_PlatformEndian, which has characters of two bytes only
 */
public record CharacterSets(Optional<Charset> charset) {

    /** What ICU calls the code pages of Windows. */
    private static final Map<String, String> WINDOWS = Map.of(
            "ibm-5346",
            "1250",
            "ibm-5347",
            "1251",
            "ibm-5348",
            "1252",
            "ibm-5349",
            "1253",
            "ibm-5350",
            "1254",
            "ibm-9447",
            "1255",
            "ibm-9448",
            "1256",
            "ibm-9449",
            "1257",
            "ibm-5354",
            "1258");

    /** Empty for a name that nobody knows. */
    public static Optional<CharacterSets> of(String name) {
        if (name.equalsIgnoreCase("UTF16_PlatformEndian")) {
            return Optional.of(new CharacterSets(Optional.empty()));
        }
        String lower = name.strip().toLowerCase(Locale.ROOT);
        String number = WINDOWS.getOrDefault(
                lower.replaceFirst("_.*", ""), lower.replaceFirst("^(ibm|windows|cp)-?(\\d+).*", "$2"));
        List<String> names = lower.startsWith("ibm-") || lower.startsWith("windows-")
                ? List.of(name, "windows-" + number, "IBM" + number, "x-IBM" + number, "cp" + number)
                : List.of(name);
        for (String candidate : names) {
            try {
                Charset charset = Charset.forName(candidate);
                if (charset.canEncode()) {
                    return Optional.of(new CharacterSets(Optional.of(charset)));
                }
            } catch (IllegalCharsetNameException | UnsupportedCharsetException next) {
                // another spelling may be known
            }
        }
        return Optional.empty();
    }
}
