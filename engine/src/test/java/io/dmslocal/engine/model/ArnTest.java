package io.dmslocal.engine.model;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ArnTest {

    private static final String HEAD = "arn:aws:dms:us-east-1:000000000000:";

    @ParameterizedTest
    @ValueSource(strings = {"rep:6UTDJGBOUS3VI3SUWA66XFJCJQ", "subgrp:My group_1.a-b", "es:for:all"})
    void itIsReadAndWrittenAlike(String resource) {
        assertEquals(
                HEAD + resource, Arn.parse(HEAD + resource).map(Arn::toString).orElseThrow());
    }

    @ParameterizedTest
    @ValueSource(strings = {"rep:", "rep:a|b", "rep:a\u0000", "rep:a\n", "rep", "REP:a", ":a"})
    void whatNamesNoResourceIsNone(String resource) {
        assertEquals(Optional.empty(), Arn.parse(HEAD + resource));
    }

    @Test
    void otherServicesPartitionsAndLengthsAreNone() {
        assertEquals(Optional.empty(), Arn.parse("arn:aws:rds:us-east-1:000000000000:rep:a"));
        assertEquals(Optional.empty(), Arn.parse("arn:aws:dms:cn-north-1:000000000000:rep:a"));
        assertEquals(Optional.empty(), Arn.parse(HEAD + "rep:" + "a".repeat(256)));
    }
}
