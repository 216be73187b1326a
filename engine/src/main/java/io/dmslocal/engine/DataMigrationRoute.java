package io.dmslocal.engine;

import io.dmslocal.engine.entity.datamigration.DataMigrationEntity;
import io.dmslocal.engine.model.Arn;
import io.dmslocal.engine.model.TagChange;
import io.dmslocal.engine.model.TagReply;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import software.amazon.awssdk.services.databasemigration.model.DataMigration;

record DataMigrationRoute(Sharded<DataMigrationEntity.Command> migrations) implements Route {

    @Override
    public CompletionStage<Optional<String>> identifier(Arn arn) {
        return migrations
                .ask(arn.toString(), DataMigrationEntity.Describe::new)
                .thenApply(reply -> reply.outcome().value().map(DataMigration::dataMigrationName));
    }

    @Override
    public CompletionStage<TagReply> changeTags(Arn arn, TagChange change) {
        return migrations.ask(arn.toString(), replyTo -> new DataMigrationEntity.ChangeTags(change, replyTo));
    }

    @Override
    public CompletionStage<Boolean> withdraw(Arn arn) {
        return migrations
                .<DataMigrationEntity.Reply>ask(arn.toString(), DataMigrationEntity.Delete::new)
                .thenApply(reply -> Route.isGone(reply.outcome()));
    }
}
