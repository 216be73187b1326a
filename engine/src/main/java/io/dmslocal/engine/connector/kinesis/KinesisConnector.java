package io.dmslocal.engine.connector.kinesis;

import io.dmslocal.engine.connector.spi.Capability;
import io.dmslocal.engine.connector.spi.Connector;
import io.dmslocal.engine.connector.spi.Source;
import io.dmslocal.engine.connector.spi.Target;
import io.dmslocal.engine.settings.EndpointSettings;
import java.net.URI;
import java.time.Clock;
import java.util.Optional;
import java.util.Set;

/** Kinesis Data Streams. */
public final class KinesisConnector implements Connector {

    private final Optional<URI> endpointOverride;
    private final Clock clock;

    /**
     * @param endpointOverride where Kinesis answers, an emulator mostly; empty for AWS itself
     * @param clock for the timestamps in messages
     */
    public KinesisConnector(Optional<URI> endpointOverride, Clock clock) {
        this.endpointOverride = endpointOverride;
        this.clock = clock;
    }

    public KinesisConnector(Optional<URI> endpointOverride) {
        this(endpointOverride, Clock.systemUTC());
    }

    @Override
    public Set<String> engineNames() {
        return Set.of("kinesis");
    }

    @Override
    public String family() {
        return "kinesis";
    }

    @Override
    public Set<Capability> capabilities() {
        return Set.of(Capability.TARGET, Capability.STREAM);
    }

    @Override
    public Source source(EndpointSettings endpoint) {
        throw new UnsupportedOperationException(
                "Kinesis is a target only: " + endpoint.endpointArn() + " cannot be a source.");
    }

    @Override
    public Target target(EndpointSettings endpoint) {
        return new KinesisTarget(endpoint, endpointOverride, clock);
    }
}
