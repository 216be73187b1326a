package io.dmslocal.api.operation;

import io.dmslocal.api.protocol.Caller;
import io.dmslocal.engine.directory.Kind;
import io.dmslocal.engine.model.Arn;
import io.dmslocal.engine.model.Outcome;

/** ARNs in requests: whatever is no ARN, or that of another service, account, region or type, names something that cannot be found. */
final class Arns {

    private Arns() {}

    static Outcome<String> of(Caller caller, Kind kind, String text) {
        return Arn.parse(text)
                .filter(arn -> arn.scope().equals(caller.scope()) && arn.type().equals(kind.arnType()))
                .map(arn -> Outcome.done(text))
                .orElseGet(() -> Outcome.refused(kind.notFound()));
    }
}
