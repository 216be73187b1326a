package io.dmslocal.engine.mapping;

import io.dmslocal.engine.mapping.expression.Sha256;
import io.dmslocal.engine.record.DmsType;
import io.dmslocal.engine.record.DmsType.Kind;
import io.dmslocal.engine.settings.TableMappings;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Random;

/**
 * What the three data-masking actions make of a value. Source: "Using data masking to hide sensitive information", AWS DMS user guide.
 *
 * <pre>
 * digits-mask        texts                  each digit becomes the rule's character
 * digits-randomize   texts, whole numbers,  each digit becomes another, drawn anew for each value: a number stays within its type
 *                    NUMERIC
 * hash-mask          texts                  SHA-256 of the UTF-8 text, 64 hexadecimal digits in upper case
 * </pre>
 *
 * Any other value cannot be masked: its row is rejected, and DataMaskingErrorPolicy decides. Texts of CLOB and NCLOB are masked too, which AWS does not.
 */
final class Mask implements Step {

    private static final HexFormat HEX = HexFormat.of().withUpperCase();

    /** So long is a hash. */
    static final int HASH_LENGTH = 64;

    private static final Random RANDOM = new SecureRandom();
    private static final int DRAWS = 64;

    private final TableMappings.Transformation rule;
    private final DmsType type;

    /** @param type of the column that is masked */
    Mask(TableMappings.Transformation rule, DmsType type) {
        this.rule = rule;
        this.type = type;
    }

    static boolean is(TableMappings.Transformation rule) {
        return rule.action().startsWith("data-masking-");
    }

    /** Whether a value's mask differs from time to time. */
    static boolean isRandom(TableMappings.Transformation rule) {
        return rule.action().equals("data-masking-digits-randomize");
    }

    /** The type that holds the masked values: a hash is longer than many a text. */
    static DmsType type(TableMappings.Transformation rule, DmsType type) {
        boolean isShort = (type.kind() == Kind.STRING || type.kind() == Kind.WSTRING)
                && type.length() > 0
                && type.length() < HASH_LENGTH;
        return rule.action().equals("data-masking-hash-mask") && isShort
                ? DmsType.sized(type.kind(), HASH_LENGTH)
                : type;
    }

    @Override
    public Object of(Object value) throws Unworkable {
        if (value instanceof String text) {
            return switch (rule.action()) {
                case "data-masking-digits-mask" -> digits(text, rule.value().charAt(0));
                case "data-masking-digits-randomize" -> randomized(text);
                default -> HEX.formatHex(Sha256.of(text.getBytes(StandardCharsets.UTF_8)));
            };
        }
        if (isRandom(rule) && type.kind() != Kind.BOOLEAN) {
            if (value instanceof Long number) {
                return drawn(BigInteger.valueOf(number)).longValue();
            } else if (value instanceof BigInteger number) {
                return drawn(number);
            } else if (value instanceof BigDecimal number) {
                return new BigDecimal(randomized(number.toPlainString()));
            }
        }
        throw Unworkable.mask(
                value, rule.action() + " of rule " + rule.rule().id() + " cannot mask a value of " + type.kind());
    }

    private static String digits(String text, char mask) {
        StringBuilder masked = new StringBuilder(text);
        for (int i = 0; i < text.length(); i++) {
            if (isDigit(text.charAt(i))) {
                masked.setCharAt(i, mask);
            }
        }
        return masked.toString();
    }

    private static String randomized(String text) {
        StringBuilder masked = new StringBuilder(text);
        for (int i = 0; i < text.length(); i++) {
            if (isDigit(text.charAt(i))) {
                masked.setCharAt(i, (char) ('0' + RANDOM.nextInt(10)));
            }
        }
        return masked.toString();
    }

    /** A number of as many digits at most, that the type holds: drawn again while it is too large, and with a zero in front at last. */
    private BigInteger drawn(BigInteger number) {
        for (int i = 0; i < DRAWS; i++) {
            BigInteger drawn = new BigInteger(randomized(number.toString()));
            if (holds(drawn)) {
                return drawn;
            }
        }
        String digits = number.abs().toString();
        BigInteger shorter = new BigInteger("0" + randomized(digits.substring(1)));
        return number.signum() < 0 ? shorter.negate() : shorter;
    }

    private boolean holds(BigInteger number) {
        int bits = switch (type.kind()) {
            case INT1, UINT1 -> 8;
            case INT2, UINT2 -> 16;
            case INT4, UINT4 -> 32;
            default -> 64;
        };
        boolean unsigned = type.kind().name().startsWith("U");
        return unsigned ? number.signum() >= 0 && number.bitLength() <= bits : number.bitLength() < bits;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
