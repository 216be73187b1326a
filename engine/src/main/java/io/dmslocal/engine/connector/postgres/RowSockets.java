package io.dmslocal.engine.connector.postgres;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.util.Properties;

/** Probed sockets on which the rows of a COPY come joined, see {@link JoinedRows}. Public because the driver makes it by its name. */
public final class RowSockets extends ProbedSockets {

    public RowSockets(Properties connection) {
        super(connection);
    }

    @Override
    Socket unconnected() {
        return new Socket() {

            private InputStream rows;

            /** One for all who ask: it holds what was received and not yet read. */
            @Override
            public synchronized InputStream getInputStream() throws IOException {
                if (rows == null) {
                    rows = new JoinedRows(super.getInputStream());
                }
                return rows;
            }
        };
    }
}
