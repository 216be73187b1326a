package io.dmslocal.engine.run;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dmslocal.engine.model.Outcome;
import io.dmslocal.engine.record.TableId;
import io.dmslocal.engine.run.RunPlan.MigrationType;
import io.dmslocal.engine.run.RunPlan.Start;
import io.dmslocal.engine.run.Runs.Started;
import io.dmslocal.engine.settings.CdcStart;
import io.dmslocal.engine.settings.CdcStop;
import io.dmslocal.engine.settings.EngineName;
import io.dmslocal.engine.vectors.Vectors;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where tasks begin and end: what the texts mean, and which transactions of a run lie before its end. */
class PositionVectorsTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path spill;

    @Test
    void vectors() {
        Vectors.check("positions", c -> {
            c.isRead(
                    "engine text field slotName CdcStartTime CdcStartPosition CdcStopPosition transactions",
                    "kind version position file offset time error applied status stopReason");
            if (c.given().has("transactions")) {
                stops(c.given(), c.expect());
            } else if (c.expect().path("error").asBoolean()) {
                assertEquals(Optional.empty(), parsed(c.given()).value());
            } else {
                assertEquals(c.expect(), parsed(c.given()).value().orElseThrow());
            }
        });
    }

    private static Outcome<ObjectNode> parsed(JsonNode given) {
        boolean stop =
                given.has("CdcStopPosition") || given.path("field").asText().equals("CdcStopPosition");
        if (stop) {
            return CdcStop.parse(given.path("text")
                            .asText(given.path("CdcStopPosition").asText()))
                    .map(PositionVectorsTest::document);
        }
        EngineName engine = EngineName.of(given.path("engine").asText()).orElseThrow();
        Outcome<CdcStart> start = CdcStart.parse(
                Optional.of(given.path("CdcStartTime").asText(""))
                        .filter(time -> !time.isEmpty())
                        .map(time -> Instant.parse(time.endsWith("Z") ? time : time + "Z")),
                given.path("text").asText(given.path("CdcStartPosition").asText("")),
                engine,
                given.path("slotName").asText(""));
        return start.map(parsed -> document(parsed, engine));
    }

    private static ObjectNode document(CdcStart start, EngineName engine) {
        ObjectNode json = JSON.createObjectNode();
        if (start instanceof CdcStart.AtTime at) {
            return json.put("kind", "time").put("time", at.time().toString());
        }
        CdcStart.AtPosition at = (CdcStart.AtPosition) start;
        json.put("kind", at.isCheckpoint() ? "checkpoint" : "native");
        if (at.isCheckpoint()) {
            json.put("version", 1);
        }
        if (!engine.isMySqlFamily()) {
            return json.put("position", at.position());
        }
        String[] parts = at.position().split(":");
        return json.put("file", parts[0]).put("offset", Integer.parseInt(parts[1]));
    }

    private static ObjectNode document(CdcStop stop) {
        ObjectNode json = JSON.createObjectNode();
        return stop instanceof CdcStop.AtServerTime at
                ? json.put("kind", "stop-server-time").put("time", at.time().toString())
                : json.put("kind", "stop-commit-time")
                        .put("time", ((CdcStop.AtCommitTime) stop).time().toString());
    }

    /** Each transaction inserts its own id. */
    private void stops(JsonNode given, JsonNode expect) {
        try (Runs runs = new Runs(spill)) {
            TableId table = runs.given("t", true, 0);
            CdcStop stop = CdcStop.parse(given.path("CdcStopPosition").asText())
                    .value()
                    .orElseThrow();
            Started run = runs.type(MigrationType.CDC).until(stop).start(Start.FRESH);
            run.expect(RunReport.Began.class);
            for (JsonNode transaction : given.path("transactions")) {
                long id = transaction.path("id").asLong();
                runs.source
                        .database()
                        .transaction(
                                Instant.parse(transaction.path("commit").asText() + "Z"),
                                tx -> tx.insert(table, id, "t", id));
            }
            assertEquals(
                    expect.path("stopReason").asText(),
                    "Stop Reason " + run.expect(RunReport.Stopped.class).reason());
            List<String> applied = new ArrayList<>();
            expect.path("applied").forEach(id -> applied.add("[" + id + ", t, " + id + "]"));
            assertEquals(applied, runs.target.database().content(table));
        }
    }
}
