package io.dmslocal.engine;

import io.dmslocal.engine.model.Arn;
import io.dmslocal.engine.model.Dependents;
import io.dmslocal.engine.model.Outcome;
import io.dmslocal.engine.model.TagChange;
import io.dmslocal.engine.model.TagReply;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** What can be asked of a resource of any type when only its ARN is known. */
interface Route {

    /** The identifier it goes by; empty when it does not exist. */
    CompletionStage<Optional<String>> identifier(Arn arn);

    CompletionStage<TagReply> changeTags(Arn arn, TagChange change);

    /** Who uses it. */
    default CompletionStage<Dependents> dependents(Arn arn) {
        return CompletableFuture.completedFuture(new Dependents(List.of()));
    }

    /** Whether it, which exists, may be using another resource; false only when its own document says no. */
    default CompletionStage<Boolean> mayUse(Arn arn, String other) {
        return CompletableFuture.completedFuture(true);
    }

    /** It came into the world for a name that another has: deletes it; false while its status forbids that. */
    default CompletionStage<Boolean> withdraw(Arn arn) {
        throw new IllegalArgumentException(arn + " has no name that another could have");
    }

    /** Whether what was answered to a delete leaves nothing to be deleted. */
    static boolean isGone(Outcome<?> deleted) {
        return deleted.fault()
                .filter(fault -> !fault.code().equals("ResourceNotFoundFault"))
                .isEmpty();
    }

    /** It is no more: what goes with it, besides its name and what it used. */
    default void gone(Arn arn) {}

    /** The dependent uses it no more. */
    default CompletionStage<?> detach(Arn arn, String dependent) {
        return CompletableFuture.completedFuture(null);
    }
}
