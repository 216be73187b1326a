package io.dmslocal.engine.assessment;

import io.dmslocal.engine.connector.spi.AssessedTask;
import io.dmslocal.engine.connector.spi.Connector;
import io.dmslocal.engine.record.TableId;
import io.dmslocal.engine.settings.EndpointSettings;
import io.dmslocal.engine.settings.TableMappings;
import java.util.List;
import java.util.Map;

/**
 * Everything that assessments are about.
 *
 * @param objects tables and views that the source has
 * @param unreadable selected tables whose definition could not be read or mapped: why
 */
record Subject(
        AssessedTask task,
        TableMappings mappings,
        List<TableId> objects,
        Map<TableId, String> unreadable,
        Side source,
        Side target) {

    /** An endpoint and who can speak with it. */
    record Side(Connector connector, EndpointSettings endpoint) {}
}
