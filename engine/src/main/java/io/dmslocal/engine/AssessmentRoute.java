package io.dmslocal.engine;

import io.dmslocal.engine.entity.assessment.AssessmentDocument;
import io.dmslocal.engine.entity.assessment.AssessmentRunEntity;
import io.dmslocal.engine.model.Arn;
import io.dmslocal.engine.model.TagChange;
import io.dmslocal.engine.model.TagReply;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

record AssessmentRoute(Sharded<AssessmentRunEntity.Command> runs) implements Route {

    /** As the directory has it. */
    @Override
    public CompletionStage<Optional<String>> identifier(Arn arn) {
        return runs.ask(arn.toString(), AssessmentRunEntity.Describe::new)
                .thenApply(reply -> reply.outcome()
                        .value()
                        .map(found -> AssessmentDocument.identifier(
                                found.document().replicationTaskArn(),
                                found.document().assessmentRunName())));
    }

    @Override
    public CompletionStage<TagReply> changeTags(Arn arn, TagChange change) {
        return runs.ask(arn.toString(), replyTo -> new AssessmentRunEntity.ChangeTags(change, replyTo));
    }

    @Override
    public CompletionStage<Boolean> withdraw(Arn arn) {
        return runs.<AssessmentRunEntity.Reply>ask(arn.toString(), AssessmentRunEntity.Delete::new)
                .thenApply(reply -> Route.isGone(reply.outcome()));
    }
}
