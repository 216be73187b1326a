package io.dmslocal.api.operation;

import io.dmslocal.engine.connector.spi.Capability;
import io.dmslocal.engine.connector.spi.ChangeReader;
import io.dmslocal.engine.connector.spi.Connector;
import io.dmslocal.engine.connector.spi.ConnectorException;
import io.dmslocal.engine.connector.spi.RowReader;
import io.dmslocal.engine.connector.spi.Source;
import io.dmslocal.engine.connector.spi.TableImage;
import io.dmslocal.engine.connector.spi.Target;
import io.dmslocal.engine.record.Position;
import io.dmslocal.engine.record.TableId;
import io.dmslocal.engine.record.TableSchema;
import io.dmslocal.engine.settings.EndpointSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Set;

/** A door for engine "sybase": it opens over TCP, asks for a password, and never answers whoever is called "patient". */
final class DoorConnector implements Connector, AutoCloseable {

    static final String PASSWORD = "open-sesame";

    private final ServerSocket door;

    DoorConnector() {
        try {
            door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    int port() {
        return door.getLocalPort();
    }

    @Override
    public Set<String> engineNames() {
        return Set.of("sybase");
    }

    @Override
    public String family() {
        return "door";
    }

    @Override
    public Set<Capability> capabilities() {
        return Set.of(Capability.SOURCE);
    }

    @Override
    public Source source(EndpointSettings endpoint) {
        return new Door(endpoint);
    }

    @Override
    public Target target(EndpointSettings endpoint) {
        throw new UnsupportedOperationException("A door is no target.");
    }

    @Override
    public void close() {
        try {
            door.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private record Door(EndpointSettings endpoint) implements Source {

        @Override
        public void check() {
            try (Socket socket = new Socket(endpoint.serverName(), endpoint.port())) {
                if (endpoint.username().equals("patient")) {
                    socket.getInputStream().read();
                }
            } catch (IOException e) {
                throw ConnectorException.recoverable("Nobody at the door: " + e.getMessage(), e);
            }
            if (!endpoint.password().equals(PASSWORD)) {
                throw ConnectorException.fatal("Wrong password for " + endpoint.username());
            }
        }

        @Override
        public List<String> schemas() {
            check();
            return List.of("hall", "attic");
        }

        @Override
        public void checkCapture() {}

        @Override
        public List<SourceTable> tables() {
            return List.of();
        }

        @Override
        public TableSchema schema(TableId table) {
            throw new UnsupportedOperationException();
        }

        @Override
        public RowReader rows(ReadRequest request) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Position startCapture(CaptureRequest request) {
            throw new UnsupportedOperationException();
        }

        @Override
        public ChangeReader changes(CaptureRequest request, Position from) {
            throw new UnsupportedOperationException();
        }

        @Override
        public List<String> endCapture(String captureName) {
            return List.of();
        }

        @Override
        public Position now() {
            throw new UnsupportedOperationException();
        }

        @Override
        public Position position(String text) {
            throw new UnsupportedOperationException();
        }

        @Override
        public TableImage image(String text) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void close() {}
    }
}
