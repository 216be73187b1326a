package io.dmslocal.engine.run;

import io.dmslocal.engine.connector.spi.Capability;
import io.dmslocal.engine.connector.spi.ConnectorException;
import io.dmslocal.engine.settings.CdcStart;
import java.util.Set;

/** What a task asks of the connectors at its ends, known before anybody connects. */
record NeededCapabilities(RunPlan plan) {

    /** @throws ConnectorException when one of them cannot do it, with what would work */
    void check() {
        Set<Capability> source = plan.source().connector().capabilities();
        String sourceEngine = plan.source().endpoint().engineName();
        need(source, Capability.SOURCE, "An endpoint of engine " + sourceEngine + " cannot be a source");
        if (plan.migrationType().captures()) {
            need(
                    source,
                    Capability.CAPTURE,
                    "Engine " + sourceEngine + " gives no changes: only a full-load task can read it");
            if (plan.cdcStart() instanceof CdcStart.AtTime) {
                need(
                        source,
                        Capability.POSITION_AT_TIME,
                        "Engine " + sourceEngine
                                + " cannot start at a time: give CdcStartPosition in its native form, or nothing to start now");
            }
        }
        need(
                plan.target().connector().capabilities(),
                Capability.TARGET,
                "An endpoint of engine " + plan.target().endpoint().engineName() + " cannot be a target");
    }

    private static void need(Set<Capability> claimed, Capability capability, String otherwise) {
        if (!claimed.contains(capability)) {
            throw ConnectorException.fatal(otherwise);
        }
    }
}
