package io.dmslocal.engine.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import org.junit.jupiter.api.Test;

class NotJsonTest {

    @Test
    void theParserSaysNothingOfItself() {
        JsonProcessingException malformed = assertThrows(
                JsonProcessingException.class,
                () -> JsonMapper.builder().build().readTree("{\"rules\": ["));

        assertEquals(
                "Unexpected end-of-input: expected close marker for Array (line 1, column 12)",
                NotJson.words(malformed));
    }
}
