package io.dmslocal.engine.model;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * One account in one region: a world of its own; nothing is visible from another.
 *
 * @param account 12 digits
 * @param region {@code us-east-1}
 */
public record Scope(String account, String region) {

    /** {@code aws}, {@code aws-cn} or {@code aws-us-gov}. */
    public String partition() {
        if (region.startsWith("cn-")) {
            return "aws-cn";
        }
        return region.startsWith("us-gov-") ? "aws-us-gov" : "aws";
    }

    /** Twelve letters and digits that stay the same for an account and region; observed: {@code cqahfbfy5xee}. */
    public String uniqueIdentifier() {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(toString().getBytes(StandardCharsets.UTF_8));
            long number = ByteBuffer.wrap(hash).getLong() & Long.MAX_VALUE;
            String digits = "00000000000" + Long.toString(number, 36);
            return "c" + digits.substring(digits.length() - 11);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible); // every JDK has SHA-256
        }
    }

    /** {@code account/region}, the key of directories and collections. */
    @Override
    public String toString() {
        return account + "/" + region;
    }
}
