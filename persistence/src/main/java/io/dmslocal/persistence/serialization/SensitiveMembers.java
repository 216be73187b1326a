package io.dmslocal.persistence.serialization;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** Which members of AWS's model are secret: {@code sensitive-members.txt}, made from AWS's service model. */
final class SensitiveMembers {

    private static final Set<String> MEMBERS = read();

    private static final Set<String> NAMES = MEMBERS.stream()
            .map(member -> member.substring(member.indexOf('.') + 1).toLowerCase(Locale.ROOT))
            .collect(Collectors.toUnmodifiableSet());

    private SensitiveMembers() {}

    /** Whether a secret member of some class is called so, in any case: that is how extra connection attributes speak of members. */
    static boolean isName(String attribute) {
        return NAMES.contains(attribute.toLowerCase(Locale.ROOT));
    }

    /** @param type the model class or one of its builders */
    static boolean contains(Class<?> type, String member) {
        return MEMBERS.contains(outermost(type).getSimpleName() + "." + member) || MEMBERS.contains("*." + member);
    }

    /** The model class of one of its builders, or itself. */
    static Class<?> outermost(Class<?> type) {
        Class<?> outermost = type;
        while (outermost.getEnclosingClass() != null) {
            outermost = outermost.getEnclosingClass();
        }
        return outermost;
    }

    private static Set<String> read() {
        try (InputStream lines = SensitiveMembers.class.getResourceAsStream("sensitive-members.txt")) {
            return new String(lines.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#") && !line.isBlank())
                    .collect(Collectors.toUnmodifiableSet());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
