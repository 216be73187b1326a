package io.dmslocal.engine.settings;

import static io.dmslocal.engine.settings.TaskSettingsTest.refusal;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dmslocal.engine.model.Outcome;
import io.dmslocal.engine.vectors.Vectors;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CdcPositionsTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** Cases with transactions are a run's. */
    @Test
    void vectors() {
        Vectors.check("positions", c -> !c.given().has("transactions"), c -> {
            JsonNode given = c.given();
            boolean stop = given.path("field").asText().equals("CdcStopPosition");
            if (c.expect().path("error").asBoolean()) {
                refusal(stop ? CdcStop.parse(given.path("text").asText()) : start(given));
                return;
            }
            String engine = given.path("engine").asText();
            assertEquals(
                    c.expect(),
                    stop
                            ? document(CdcStop.parse(given.path("text").asText())
                                    .value()
                                    .orElseThrow())
                            : document(start(given).value().orElseThrow(), engine));
        });
    }

    private static Outcome<CdcStart> start(JsonNode given) {
        return CdcStart.parse(
                Optional.of(given.path("CdcStartTime").asText(""))
                        .filter(t -> !t.isEmpty())
                        .map(CdcStart::time),
                given.path("text").asText(given.path("CdcStartPosition").asText("")),
                EngineName.of(given.path("engine").asText()).orElseThrow(),
                given.path("slotName").asText(""));
    }

    private static ObjectNode document(CdcStart start, String engine) {
        ObjectNode json = JSON.createObjectNode();
        if (start instanceof CdcStart.AtTime at) {
            return json.put("kind", "time").put("time", at.time().toString());
        }
        CdcStart.AtPosition at = (CdcStart.AtPosition) start;
        json.put("kind", at.isCheckpoint() ? "checkpoint" : "native");
        if (at.isCheckpoint()) {
            json.put("version", 1);
        }
        if (!engine.equals("mysql")) {
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

    @ParameterizedTest
    @CsvSource({
        "postgres, 4AF/B00000D0, checkpoint:V1#1#000004AF/B00000D0#0#0#*#0#7",
        "mariadb, bin.000024:373, checkpoint:V1#1#bin.000024:373:-1:373:0:bin.000024:373#0#0#*#0#7",
        "oracle, 3361234, checkpoint:V1#1#3361234#0#0#*#0#7"
    })
    void aCheckpointGivesItsPositionBack(String engine, String position, String checkpoint) {
        EngineName source = EngineName.of(engine).orElseThrow();

        assertEquals(checkpoint, RecoveryCheckpoint.text(position, source, 7));
        assertEquals(position, RecoveryCheckpoint.position(checkpoint, source));
    }

    @Test
    void aTextThatIsNoPositionIsRefusedWithAnExample() {
        EngineName mysql = EngineName.of("mysql").orElseThrow();

        String message = refusal(CdcStart.parse(Optional.empty(), "4AF/B00000D0", mysql, ""))
                .message();

        assertTrue(message.contains("mysql-bin-changelog.000024:373"), message);
    }
}
