package io.dmslocal.engine.directory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class NoticeboardTest {

    private final Noticeboard<List<String>> notices = new Noticeboard<>();

    @Test
    void whoPutNoNoticeUpMustBeAsked() {
        assertEquals(Optional.empty(), notices.of("a"));
    }

    @Test
    void aNoticeIsTheSameObjectUntilTheNext() {
        List<String> document = List.of("ready");
        notices.put("a", document);

        assertSame(document, notices.of("a").orElseThrow());
        notices.put("a", List.of("running"));
        assertEquals(Optional.of(List.of("running")), notices.of("a"));
    }

    @Test
    void aNoticeThatIsTakenDownIsGoneAndTheOthersStay() {
        notices.put("a", List.of("ready"));
        notices.put("b", List.of("stopped"));

        notices.remove("a");
        notices.remove("never put up");

        assertEquals(Optional.empty(), notices.of("a"));
        assertEquals(Optional.of(List.of("stopped")), notices.of("b"));
    }
}
