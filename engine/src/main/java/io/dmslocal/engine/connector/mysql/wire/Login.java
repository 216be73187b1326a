package io.dmslocal.engine.connector.mysql.wire;

/**
 * Where and as whom to connect.
 *
 * @param password in clear; never printed
 * @param sslMode none, require, verify-ca or verify-full
 * @param certificatePem the CA to verify against; empty for the JVM's own
 * @param connectMillis how long to wait for the server to answer
 * @param program what connects, as performance_schema.session_connect_attrs shows it
 */
public record Login(
        String host,
        int port,
        String user,
        String password,
        String sslMode,
        String certificatePem,
        int connectMillis,
        String program) {

    /** What connects for no task. */
    public static final String PROGRAM = "dms-local";

    /** For no task. */
    public Login(
            String host,
            int port,
            String user,
            String password,
            String sslMode,
            String certificatePem,
            int connectMillis) {
        this(host, port, user, password, sslMode, certificatePem, connectMillis, PROGRAM);
    }

    @Override
    public String toString() {
        return user + "@" + host + ":" + port;
    }
}
