package io.dmslocal.engine.connector.postgres;

import io.dmslocal.engine.connector.spi.Assessment;
import io.dmslocal.engine.connector.spi.Capability;
import io.dmslocal.engine.connector.spi.ChangeCapture;
import io.dmslocal.engine.connector.spi.Connector;
import io.dmslocal.engine.connector.spi.ConnectorLog;
import io.dmslocal.engine.connector.spi.Loss;
import io.dmslocal.engine.connector.spi.Source;
import io.dmslocal.engine.connector.spi.Target;
import io.dmslocal.engine.record.Column;
import io.dmslocal.engine.record.TableId;
import io.dmslocal.engine.settings.EndpointSettings;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** PostgreSQL 10 and later, and Aurora PostgreSQL. */
public final class PostgresConnector implements Connector {

    private final ChangeCapture changeCapture;

    public PostgresConnector() {
        this(ChangeCapture.OWN);
    }

    /** @param changeCapture by which reader its sources capture changes */
    public PostgresConnector(ChangeCapture changeCapture) {
        this.changeCapture = changeCapture;
    }

    @Override
    public Set<String> engineNames() {
        return Set.of("postgres", "aurora-postgresql");
    }

    @Override
    public String family() {
        return "postgres";
    }

    @Override
    public TableId kept(TableId table) {
        return new TableId(Sql.kept(table.schema()), Sql.kept(table.name()));
    }

    /** Not POSITION_AT_TIME: the log knows no times from outside, and AWS refuses CdcStartTime for PostgreSQL too. */
    @Override
    public Set<Capability> capabilities() {
        return EnumSet.of(
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
        return new PostgresSource(endpoint, changeCapture, log);
    }

    @Override
    public Target target(EndpointSettings endpoint) {
        return target(endpoint, ConnectorLog.OF_NODE);
    }

    @Override
    public Target target(EndpointSettings endpoint, ConnectorLog log) {
        return new PostgresTarget(endpoint, log);
    }

    @Override
    public Optional<Column> declared(String name, String nativeType, boolean nullable, EndpointSettings endpoint) {
        return DeclaredType.parse(nativeType)
                .map(type -> new Column(name, type.dms(TypeSettings.of(endpoint)), type.text(), nullable));
    }

    @Override
    public List<Loss> losses(Column source) {
        return TypeLosses.ofSource(source);
    }

    @Override
    public Map<String, Assessment> assessments() {
        Map<String, Assessment> all = new HashMap<>(PostgresAssessments.all());
        all.putAll(PostgresParameters.all());
        all.putAll(PostgresRights.all());
        return all;
    }
}
