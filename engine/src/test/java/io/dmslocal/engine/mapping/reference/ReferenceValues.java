package io.dmslocal.engine.mapping.reference;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The values of a loaded row, where they are the source's, masked or not; old values are NULL with it. */
public final class ReferenceValues {

    private ReferenceValues() {}

    /** @param made as {@link ReferenceMapping.Result#made} */
    public static boolean areKnown(List<String> made) {
        return made.stream()
                .allMatch(column ->
                        column.startsWith("<") || column.startsWith("=") && !column.contains("!change-data-type"));
    }

    /** Empty when a value cannot be masked: only texts can. */
    public static Optional<List<Object>> of(List<String> made, Map<String, Object> row) {
        List<Object> values = new ArrayList<>();
        for (String column : made) {
            String[] parts = column.substring(1).split("!");
            Object value = column.startsWith("<") ? null : row.get(parts[0]);
            if (parts.length == 1 || value == null) {
                values.add(value);
            } else if (value instanceof String text) {
                values.add(parts[1].equals("data-masking-hash-mask") ? hash(text) : text.replaceAll("[0-9]", "#"));
            } else {
                return Optional.empty();
            }
        }
        return Optional.of(values);
    }

    private static String hash(String text) {
        try {
            StringBuilder hex = new StringBuilder();
            for (byte b : MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8))) {
                hex.append(String.format("%02x", b));
            }
            return hex.toString().toUpperCase(Locale.ROOT);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }
}
