package io.dmslocal.engine;

import io.dmslocal.engine.model.Arn;
import io.dmslocal.engine.model.Dependents;
import io.dmslocal.engine.model.TagChange;
import io.dmslocal.engine.model.TagReply;
import io.dmslocal.engine.resource.Resources;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** To resources without a life. */
record CollectionRoute(Resources<?, ?, ?> resources) implements Route {

    @Override
    public CompletionStage<Optional<String>> identifier(Arn arn) {
        return resources.nameOf(arn.scope(), arn.toString());
    }

    @Override
    public CompletionStage<TagReply> changeTags(Arn arn, TagChange change) {
        return resources.changeTags(arn.scope(), arn.toString(), change);
    }

    @Override
    public CompletionStage<Dependents> dependents(Arn arn) {
        return resources.dependents(arn.scope(), arn.toString());
    }

    @Override
    public CompletionStage<?> detach(Arn arn, String dependent) {
        return resources.detach(arn.scope(), arn.toString(), dependent);
    }
}
