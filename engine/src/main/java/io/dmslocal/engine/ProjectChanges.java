package io.dmslocal.engine;

import io.dmslocal.engine.directory.Kind;
import io.dmslocal.engine.model.Fault;
import io.dmslocal.engine.model.Outcome;
import io.dmslocal.engine.model.Scope;
import io.dmslocal.engine.resource.type.MigrationProjects;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import software.amazon.awssdk.services.databasemigration.model.DataMigration;
import software.amazon.awssdk.services.databasemigration.model.MigrationProject;
import software.amazon.awssdk.services.databasemigration.model.ModifyMigrationProjectRequest;

/**
 * How migration projects are changed, as far as those who hold them have a say in it. Source: API_ModifyMigrationProject.
 *
 * <p>A data migration holds its project as long as it exists, and minds a change only while it runs; whatever else holds a project does so because it is
 * running.
 *
 * <p>Decision: whether somebody is at work is asked, not held. Whoever begins in the very moment of a modification runs beside it; what it has read of its
 * project, the old or the new, it has whole. Price: a modification that came a moment later is not refused.
 */
public final class ProjectChanges {

    private static final Set<String> BUSY = Set.of("starting", "running", "stopping");

    private final Engine engine;

    ProjectChanges(Engine engine) {
        this.engine = engine;
    }

    public CompletionStage<Outcome<MigrationProject>> modify(Scope scope, ModifyMigrationProjectRequest request) {
        var projects = engine.resources().of(MigrationProjects.class);
        return projects.arnOf(scope, request.migrationProjectIdentifier())
                .thenCompose(known -> known.then(arn -> engine.releaseDead(arn.toString())
                        .thenCompose(this::busy)
                        .thenCompose(this::named)
                        .thenApply(busy -> Outcome.unless(busy.map(who -> inUse(arn.toString(), who)), arn))))
                .thenCompose(free -> free.then(arn -> projects.modify(scope, arn.toString(), request)));
    }

    /** What it had of schema conversion vanishes with it. */
    public CompletionStage<Outcome<MigrationProject>> delete(Scope scope, String identifier) {
        return engine.resources()
                .of(MigrationProjects.class)
                .delete(scope, identifier)
                .thenApply(deleted -> {
                    deleted.value()
                            .map(MigrationProject::migrationProjectArn)
                            .ifPresent(engine.schemaConversions()::forget);
                    return deleted;
                });
    }

    /** Who is at work. */
    private CompletionStage<Optional<String>> busy(List<String> users) {
        Optional<String> request =
                users.stream().filter(each -> !isMigration(each)).findFirst();
        return engine.dataMigrations()
                .describe(users.stream().filter(ProjectChanges::isMigration).toList())
                .thenApply(migrations -> request.or(() -> migrations.stream()
                        .filter(migration -> BUSY.contains(migration.dataMigrationStatus()))
                        .map(DataMigration::dataMigrationArn)
                        .findFirst()));
    }

    /** People know a migration by its name, and a request by its identifier. */
    private CompletionStage<Optional<String>> named(Optional<String> who) {
        return who.map(arn -> engine.identifierOf(arn).thenApply(name -> name.or(() -> who)))
                .orElseGet(() -> CompletableFuture.completedFuture(who));
    }

    private static boolean isMigration(String arn) {
        return Kind.of(arn).filter(Kind.DATA_MIGRATION::equals).isPresent();
    }

    private static Fault inUse(String arn, String who) {
        return Fault.invalidState(
                "Migration project " + arn + " cannot be modified while " + who + " is running; stop it, or wait.");
    }
}
