package io.dmslocal.engine.model;

import java.security.SecureRandom;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** How resources are named: the syntax of identifiers that callers choose, and the ids that the service makes. */
public final class Identifiers {

    private static final Pattern NAME = Pattern.compile("[A-Za-z](?:-?[A-Za-z0-9])*");
    private static final Pattern GROUP_NAME = Pattern.compile("[A-Za-z0-9._ -]+");
    private static final String BASE_32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    private static final int GENERATED_LENGTH = 26;
    private static final SecureRandom RANDOM = new SecureRandom();

    private Identifiers() {}

    /** {@code ReplicationInstanceIdentifier} (AWS: CreateReplicationInstance). */
    public static Optional<Fault> instance(String parameter, String identifier) {
        return name(parameter, identifier, 63);
    }

    /** Identifiers of endpoints and tasks (AWS: CreateEndpoint, CreateReplicationTask). */
    public static Optional<Fault> named(String parameter, String identifier) {
        return name(parameter, identifier, 255);
    }

    /** The part of an ARN that a caller may choose when it creates the resource. */
    public static Optional<Fault> resource(String identifier) {
        return name("ResourceIdentifier", identifier, 31);
    }

    /** {@code ReplicationSubnetGroupIdentifier} (AWS: CreateReplicationSubnetGroup). */
    public static Optional<Fault> subnetGroup(String identifier) {
        String parameter = "ReplicationSubnetGroupIdentifier";
        if (identifier.isBlank()) {
            return blank(parameter);
        }
        if (identifier.length() > 255) {
            return tooLong(parameter, 255, identifier);
        }
        if (!GROUP_NAME.matcher(identifier).matches()) {
            return Optional.of(
                    Fault.invalidValue(
                            "The parameter " + parameter
                                    + " is not a valid identifier. It must contain only ASCII letters, digits, periods, underscores, spaces and hyphens."));
        }
        return stored(identifier).equals("default")
                ? Optional.of(Fault.invalidValue("The parameter " + parameter + " must not be \"default\"."))
                : Optional.empty();
    }

    /** Names that are kept as they are given (AWS: CreateDataProvider and its neighbours); null is right, the service makes one. */
    public static Optional<Fault> free(String parameter, String name) {
        if (name == null) {
            return Optional.empty();
        }
        if (name.isBlank()) {
            return blank(parameter);
        }
        if (name.startsWith("arn:")) { // it could never be found by its name
            return Optional.of(Fault.invalidValue("The parameter " + parameter + " must not be an ARN: " + name));
        }
        return name.length() > 255 ? tooLong(parameter, 255, name) : Optional.empty();
    }

    /** The name of what its caller gave none. */
    public static String made(String prefix, Arn arn) {
        return prefix + "-" + stored(arn.id());
    }

    /** As the service stores and compares identifiers. */
    public static String stored(String identifier) {
        return identifier.toLowerCase(Locale.ROOT);
    }

    /** 26 characters of base 32 (128 bits and a little), the first a letter, as the service makes them: {@code 6UTDJGBOUS3VI3SUWA66XFJCJQ}. */
    public static String generated() {
        StringBuilder id = new StringBuilder(GENERATED_LENGTH);
        id.append(BASE_32.charAt(RANDOM.nextInt(26)));
        while (id.length() < GENERATED_LENGTH) {
            id.append(BASE_32.charAt(RANDOM.nextInt(BASE_32.length())));
        }
        return id.toString();
    }

    private static Optional<Fault> name(String parameter, String identifier, int longest) {
        if (identifier.isBlank()) {
            return blank(parameter);
        }
        if (identifier.length() > longest) {
            return tooLong(parameter, longest, identifier);
        }
        return NAME.matcher(identifier).matches()
                ? Optional.empty()
                : Optional.of(Fault.invalidValue("The parameter " + parameter
                        + " is not a valid identifier. Identifiers must begin with a letter; must contain only ASCII letters, digits,"
                        + " and hyphens; and must not end with a hyphen or contain two consecutive hyphens."));
    }

    private static Optional<Fault> blank(String parameter) {
        return Optional.of(
                Fault.invalidValue("The parameter " + parameter + " must be provided and must not be blank."));
    }

    private static Optional<Fault> tooLong(String parameter, int longest, String identifier) {
        return Optional.of(Fault.invalidValue("The parameter " + parameter + " is too long: " + identifier.length()
                + " characters, at most " + longest + " are possible."));
    }
}
