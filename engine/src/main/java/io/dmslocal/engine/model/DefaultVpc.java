package io.dmslocal.engine.model;

import java.nio.charset.StandardCharsets;
import java.util.UUID;

/** What an account has of a network as soon as it exists. There is none here: its names follow from account and region. */
public final class DefaultVpc {

    private DefaultVpc() {}

    public static String securityGroup(Scope scope) {
        return "sg-" + hex17(scope, "security group");
    }

    /** The first of the region's zones. */
    public static String availabilityZone(Scope scope) {
        return scope.region() + "a";
    }

    private static String hex17(Scope scope, String what) {
        return UUID.nameUUIDFromBytes((scope + " " + what).getBytes(StandardCharsets.UTF_8))
                .toString()
                .replace("-", "")
                .substring(0, 17);
    }
}
