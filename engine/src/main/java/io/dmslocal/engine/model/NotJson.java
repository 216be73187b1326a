package io.dmslocal.engine.model;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;

/** Why a text is no JSON, for whoever wrote it: the parser's words without those about itself. */
public final class NotJson {

    private NotJson() {}

    public static String words(JsonProcessingException malformed) {
        JsonLocation at = malformed.getLocation();
        String where = at == null ? "" : " (line " + at.getLineNr() + ", column " + at.getColumnNr() + ")";
        return (malformed instanceof MismatchedInputException
                        ? "something follows after the document"
                        : malformed.getOriginalMessage().replaceFirst(" \\(start marker at .*", ""))
                + where;
    }
}
