package io.dmslocal.api.operation;

import io.dmslocal.api.protocol.Caller;
import io.dmslocal.engine.directory.Kind;
import io.dmslocal.engine.model.Arn;
import io.dmslocal.engine.model.Outcome;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** ARNs in requests: whatever is no ARN, or that of another service, account, region or type, names something that cannot be found. */
final class Arns {

    private static final Pattern NO_ACCOUNT = Pattern.compile("(arn:aws[a-z-]*:dms:[a-z0-9-]+:)(:.+)", Pattern.DOTALL);

    private Arns() {}

    /**
     * An ARN that a client may have built itself, as it must for subnet groups. Without STS it does not know its account and leaves it out
     * (Terraform: {@code skip_requesting_account_id}); then the caller's is meant. AWS would refuse it.
     */
    static String built(Caller caller, String text) {
        Matcher matcher = NO_ACCOUNT.matcher(text);
        return matcher.matches() ? matcher.group(1) + caller.scope().account() + matcher.group(2) : text;
    }

    static Outcome<String> of(Caller caller, Kind kind, String text) {
        return Arn.parse(text)
                .filter(arn -> arn.scope().equals(caller.scope()) && arn.type().equals(kind.arnType()))
                .map(arn -> Outcome.done(text))
                .orElseGet(() -> Outcome.refused(kind.notFound()));
    }
}
