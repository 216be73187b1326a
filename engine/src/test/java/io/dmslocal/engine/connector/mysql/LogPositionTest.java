package io.dmslocal.engine.connector.mysql;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class LogPositionTest {

    @Test
    void anExactTextBringsTheEventBack() {
        LogPosition change =
                new LogPosition("mysql-bin.000024", 373, new LogPosition.Event(300, 2, 77, "mysql-bin.000023", 154));

        LogPosition read = LogPosition.parse(change.exactText());

        assertEquals(change.streamText(), read.streamText());
        assertEquals(373, read.offset());
    }

    @Test
    void anExactTextOfABarePlaceIsItsText() {
        assertEquals("mysql-bin.000024:373", new LogPosition("mysql-bin.000024", 373).exactText());
    }
}
