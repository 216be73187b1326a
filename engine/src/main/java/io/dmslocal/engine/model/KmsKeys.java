package io.dmslocal.engine.model;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/** Keys of AWS KMS as calls name them (AWS: member KmsKeyId). Nothing is encrypted with them here; they are kept and shown. */
public final class KmsKeys {

    private static final Pattern FORM = Pattern.compile("(arn:aws[a-z-]*:kms:[a-z0-9-]+:\\d{12}:)?"
            + "(key/)?(mrk-[0-9a-f]{32}|[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12})"
            + "|(arn:aws[a-z-]*:kms:[a-z0-9-]+:\\d{12}:)?alias/[A-Za-z0-9/_-]+");

    private KmsKeys() {}

    /** What is wrong with a key's name; an empty text names none (assumed: tools send it for a key that was not chosen). */
    public static Optional<Fault> fault(String key) {
        return fault("KmsKeyId", key);
    }

    /** As above, of a member that has another name. */
    public static Optional<Fault> fault(String parameter, String key) {
        return key == null || key.isEmpty() || FORM.matcher(key).matches()
                ? Optional.empty()
                : Optional.of(new Fault(
                        "KMSKeyNotAccessibleFault",
                        parameter + " '" + key + "' is neither a key id, a key ARN, an alias name nor an alias ARN."));
    }

    /** The key that was chosen, else the account's default key, which is the same for every kind of resource. */
    public static String chosen(String key, Scope scope) {
        if (key != null && !key.isEmpty()) {
            return key;
        }
        UUID id = UUID.nameUUIDFromBytes((scope + " default key").getBytes(StandardCharsets.UTF_8));
        return "arn:" + scope.partition() + ":kms:" + scope.region() + ":" + scope.account() + ":key/" + id;
    }
}
