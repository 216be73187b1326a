package io.dmslocal.engine.entity.datamigration;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import software.amazon.awssdk.services.databasemigration.model.DataMigration;

/** No work at all: a full load is over at once, changes are waited for until somebody stops the run. */
public final class NothingMoves implements MigrationWork {

    /** Said by DescribeDataMigrations, so that nobody takes an empty run for a migration. */
    static final String REASON =
            "Nothing was moved: dms-local records homogeneous data migrations and does not run them";

    @Override
    public Run begin(DataMigration migration, String startType) {
        CompletableFuture<Ending> ending = new CompletableFuture<>();
        if (migration.dataMigrationTypeAsString().equals("full-load")) {
            ending.complete(new Ending(REASON, Optional.empty()));
        }
        return new Run() {
            @Override
            public CompletionStage<Ending> ending() {
                return ending;
            }

            @Override
            public void stop() {
                ending.complete(new Ending(REASON, Optional.empty()));
            }
        };
    }
}
