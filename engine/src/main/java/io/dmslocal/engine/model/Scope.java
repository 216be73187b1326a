package io.dmslocal.engine.model;

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

    /** {@code account/region}, the key of directories and collections. */
    @Override
    public String toString() {
        return account + "/" + region;
    }
}
