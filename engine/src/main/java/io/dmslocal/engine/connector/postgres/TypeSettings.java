package io.dmslocal.engine.connector.postgres;

import io.dmslocal.engine.settings.EndpointSettings;
import java.util.Locale;

/**
 * What an endpoint says about types. Source: "Endpoint settings when using PostgreSQL as a DMS source", AWS DMS user guide.
 *
 * @param unboundedVarchar characters of a varchar without limit
 * @param longVarcharAs nclob, clob or wstring: what text becomes
 */
record TypeSettings(
        boolean booleanAsBoolean,
        boolean jsonbAsClob,
        boolean unboundedNumericAsString,
        boolean trimChar,
        int unboundedVarchar,
        String longVarcharAs) {

    static final TypeSettings DEFAULT = new TypeSettings(false, false, false, true, 8000, "nclob");

    static TypeSettings of(EndpointSettings endpoint) {
        return new TypeSettings(
                endpoint.isOn("MapBooleanAsBoolean", DEFAULT.booleanAsBoolean),
                endpoint.isOn("MapJsonbAsClob", DEFAULT.jsonbAsClob),
                endpoint.isOn("MapUnboundedNumericAsString", DEFAULT.unboundedNumericAsString),
                endpoint.isOn("TrimSpaceInChar", DEFAULT.trimChar),
                endpoint.attribute("UnboundedVarcharMaxSize")
                        .filter(v -> v.strip().matches("[0-9]{1,8}"))
                        .map(v -> Integer.parseInt(v.strip()))
                        .orElse(DEFAULT.unboundedVarchar),
                endpoint.attribute("MapLongVarcharAs")
                        .map(v -> v.strip().toLowerCase(Locale.ROOT))
                        .orElse(DEFAULT.longVarcharAs));
    }
}
