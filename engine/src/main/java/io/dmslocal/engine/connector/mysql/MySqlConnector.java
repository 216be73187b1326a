package io.dmslocal.engine.connector.mysql;

import io.dmslocal.engine.connector.spi.Assessment;
import io.dmslocal.engine.connector.spi.Capability;
import io.dmslocal.engine.connector.spi.ChangeCapture;
import io.dmslocal.engine.connector.spi.Connector;
import io.dmslocal.engine.connector.spi.ConnectorLog;
import io.dmslocal.engine.connector.spi.Loss;
import io.dmslocal.engine.connector.spi.Source;
import io.dmslocal.engine.connector.spi.Target;
import io.dmslocal.engine.record.Column;
import io.dmslocal.engine.settings.EndpointSettings;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** MySQL 5.7 and later, MariaDB 10 and later, Aurora MySQL. */
public final class MySqlConnector implements Connector {

    private final ChangeCapture changeCapture;

    public MySqlConnector() {
        this(ChangeCapture.OWN);
    }

    /** @param changeCapture by which reader its sources capture changes */
    public MySqlConnector(ChangeCapture changeCapture) {
        this.changeCapture = changeCapture;
    }

    @Override
    public Set<String> engineNames() {
        return Set.of("mysql", "mariadb", "aurora");
    }

    @Override
    public String family() {
        return "mysql";
    }

    @Override
    public Set<Capability> capabilities() {
        return Set.of(
                Capability.SOURCE,
                Capability.TARGET,
                Capability.CAPTURE,
                Capability.TRANSACTIONS,
                Capability.READ_BACK,
                Capability.ALTER);
    }

    @Override
    public Source source(EndpointSettings endpoint) {
        return source(endpoint, ConnectorLog.OF_NODE);
    }

    @Override
    public Source source(EndpointSettings endpoint, ConnectorLog log) {
        return new MySqlSource(endpoint, changeCapture, log);
    }

    @Override
    public Target target(EndpointSettings endpoint) {
        return target(endpoint, ConnectorLog.OF_NODE);
    }

    @Override
    public Target target(EndpointSettings endpoint, ConnectorLog log) {
        return new MySqlTarget(endpoint, log);
    }

    @Override
    public Optional<Column> declared(String name, String nativeType, boolean nullable, EndpointSettings endpoint) {
        return NativeType.known(nativeType).map(type -> new Column(name, MySqlTypes.dms(type), type.text(), nullable));
    }

    @Override
    public List<Loss> losses(Column source) {
        return TypeLosses.ofSource(source);
    }

    @Override
    public Map<String, Assessment> assessments() {
        Map<String, Assessment> all = new HashMap<>(MySqlAssessments.all());
        all.putAll(MySqlVariables.all());
        return all;
    }
}
