package io.dmslocal.engine.settings;

import static io.dmslocal.engine.settings.TaskSettingsTest.refusal;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CdcPositionsTest {

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

    /** PostgreSQL's log cannot be asked for a time. */
    @ParameterizedTest
    @ValueSource(strings = {"postgres", "aurora-postgresql"})
    void aTimeIsNoStartForPostgreSqlHoweverItIsGiven(String engine) {
        EngineName postgres = EngineName.of(engine).orElseThrow();
        Instant time = Instant.parse("2018-03-08T12:12:12Z");

        String member =
                refusal(CdcStart.parse(Optional.of(time), "", postgres, "s")).message();
        String position = refusal(CdcStart.parse(Optional.empty(), "2018-03-08T12:12:12", postgres, "s"))
                .message();

        assertTrue(member.startsWith("CdcStartTime 2018-03-08T12:12:12Z is a time, and " + engine), member);
        assertTrue(position.startsWith("CdcStartPosition 2018-03-08T12:12:12Z is a time"), position);
    }

    @Test
    void aTextThatIsNoPositionIsRefusedWithAnExample() {
        EngineName mysql = EngineName.of("mysql").orElseThrow();

        String message = refusal(CdcStart.parse(Optional.empty(), "4AF/B00000D0", mysql, ""))
                .message();

        assertTrue(message.contains("mysql-bin-changelog.000024:373"), message);
    }
}
