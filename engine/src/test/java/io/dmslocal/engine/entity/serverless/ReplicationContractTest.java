package io.dmslocal.engine.entity.serverless;

import io.dmslocal.engine.entity.LifecycleTable;
import io.dmslocal.engine.entity.running.RunSummary;
import io.dmslocal.engine.entity.running.TableReload;
import io.dmslocal.engine.entity.serverless.ReplicationEntity.*;
import io.dmslocal.engine.entity.serverless.ReplicationProtocol.ChangeTags;
import io.dmslocal.engine.entity.serverless.ReplicationProtocol.Command;
import io.dmslocal.engine.entity.serverless.ReplicationProtocol.Create;
import io.dmslocal.engine.entity.serverless.ReplicationProtocol.Delete;
import io.dmslocal.engine.entity.serverless.ReplicationProtocol.Describe;
import io.dmslocal.engine.entity.serverless.ReplicationProtocol.Modify;
import io.dmslocal.engine.entity.serverless.ReplicationProtocol.Reload;
import io.dmslocal.engine.entity.serverless.ReplicationProtocol.Start;
import io.dmslocal.engine.entity.serverless.ReplicationProtocol.StopRun;
import io.dmslocal.engine.entity.serverless.ReplicationState.Absent;
import io.dmslocal.engine.entity.serverless.ReplicationState.Assessing;
import io.dmslocal.engine.entity.serverless.ReplicationState.Deleting;
import io.dmslocal.engine.entity.serverless.ReplicationState.Idle;
import io.dmslocal.engine.entity.serverless.ReplicationState.Modifying;
import io.dmslocal.engine.entity.serverless.ReplicationState.Running;
import io.dmslocal.engine.entity.serverless.ReplicationState.Serverless;
import io.dmslocal.engine.entity.serverless.ReplicationState.Starting;
import io.dmslocal.engine.entity.serverless.ReplicationState.Stopping;
import io.dmslocal.engine.model.TagChange;
import io.dmslocal.engine.model.Tags;
import io.dmslocal.engine.record.TableId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Replications and those who read them later: who knows their statuses, and who has their journals. */
class ReplicationContractTest extends ReplicationFixture {

    @Test
    void everyStatusAnswersEveryCommand() {
        Serverless fresh = fresh("full-load-and-cdc");
        Serverless ran = ran("full-load-and-cdc");
        LifecycleTable<Command, Event, ReplicationState> table =
                lifecycle(ReplicationState::status).status(new Absent()).status(new Idle("created", fresh));
        for (Step step : Step.values()) {
            table.status(new Starting(ran, step.word(), 1, NOON));
        }
        table.status(new Assessing(PremigrationTest.assessed(ran), 1, NOON));
        table.status(new Running(ran))
                .status(new Stopping(ran, NOON))
                .status(new Idle("stopped", ran))
                .status(new Idle("failed", ran))
                .status(new Modifying(ran, "stopped", NOON))
                .status(new Deleting(ran, NOON))
                .command("Create", replyTo -> new Create(fresh.config(), false, Tags.none(), replyTo.narrow()))
                .command("Describe", replyTo -> new Describe(replyTo.narrow()))
                .command("Modify", replyTo -> new Modify(modification(), replyTo.narrow()))
                .command("Start", replyTo -> new Start(request("start-replication"), replyTo.narrow()))
                .command("Resume", replyTo -> new Start(request("resume-processing"), replyTo.narrow()))
                .command("Reload", replyTo -> new Start(request("reload-target"), replyTo.narrow()))
                .command("StopRun", replyTo -> new StopRun(replyTo.narrow()))
                .command(
                        "ReloadTables",
                        replyTo -> new Reload(
                                new TableReload(List.of(new TableId("shop", "orders")), "data-reload"),
                                replyTo.narrow()))
                .command("Delete", replyTo -> new Delete(replyTo.narrow()))
                .command(
                        "ChangeTags",
                        replyTo -> new ChangeTags(new TagChange(Map.of("a", "b"), List.of()), replyTo.narrow()))
                .compare("serverless.txt");
    }

    @Test
    void everyEventIsReadAsItWasWritten() {
        Serverless fresh = fresh("full-load-and-cdc");
        golden(
                "serverless",
                Event.class,
                List.of(
                        new Created(fresh.config(), false, new Tags(Map.of("team", "data")), NOON),
                        new ModificationRequested(fresh.config(), true, NOON),
                        new ModificationFinished(NOON),
                        new StartRequested(
                                "resume-processing",
                                "start-replication",
                                Optional.of(NOON),
                                Optional.of("4AF/B00000D0"),
                                Optional.of("server_time:2018-02-09T12:12:12"),
                                NOON),
                        new PremigrationRequested(PremigrationTest.open(fresh.config()), NOON),
                        new PremigrationEnded(PremigrationTest.told("passed"), NOON),
                        new StatusReached("testing_connection", NOON),
                        new MetadataFetched(4, NOON),
                        new CapacityCalculated(2, NOON),
                        new CapacityProvisioned(NOON),
                        new RunStarted(4, NOON),
                        new TableLoaded("shop", "orders", 100, 2, NOON),
                        new TableSuspended("shop", "orders", "too many", NOON),
                        new LoadFinished(NOON),
                        new RunInterrupted(2, 10, "nobody listens", NOON),
                        new ReloadRequested(List.of(new TableId("shop", "orders")), NOON),
                        new ReloadBegun(List.of(new TableId("shop", "orders")), NOON),
                        new StopRequested(NOON),
                        new RunStopped("Stop Reason NORMAL", SUMMARY, Optional.of(NOON), NOON),
                        new RunFailed(
                                "Stop Reason FATAL_ERROR", "Last Error x", RunSummary.NONE, Optional.empty(), NOON),
                        new DeprovisioningStarted(NOON),
                        new Deprovisioned(NOON),
                        new TagsChanged(new Tags(Map.of("team", "data")), NOON),
                        new DeletionRequested(NOON),
                        new Deleted(NOON)));
    }
}
