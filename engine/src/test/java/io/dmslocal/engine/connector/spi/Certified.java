package io.dmslocal.engine.connector.spi;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * A certificate authority made by the JDK's keytool, for servers that speak TLS.
 *
 * @param folder of its certificate {@code NAME.pem}, and of those that it signs
 */
public record Certified(Path folder, String name) {

    private static final String PASSWORD = "changeit";

    public static Certified authority(Path folder, String name) throws Exception {
        Certified authority = new Certified(folder, name);
        authority.generate(name, "-ext", "bc:c");
        authority.write(name);
        return authority;
    }

    /**
     * Makes {@code NAME.pem} and {@code NAME.key}; again when they are there.
     *
     * @param alternative whom the certificate names, {@code IP:127.0.0.1}
     */
    public void sign(String server, String alternative) throws Exception {
        if (keys().containsAlias(server)) {
            keytool("-delete", "-alias", server);
        }
        generate(server, "-signer", name, "-ext", "SAN=" + alternative);
        write(server);
    }

    /** Where the authority's own certificate lies. */
    public Path certificate() {
        return folder.resolve(name + ".pem");
    }

    public String pem() throws IOException {
        return Files.readString(certificate());
    }

    private void generate(String alias, String... more) throws Exception {
        List<String> command = new ArrayList<>(
                List.of("-genkeypair", "-alias", alias, "-keyalg", "RSA", "-keysize", "2048", "-dname", "CN=" + alias));
        command.addAll(List.of(more));
        keytool(command.toArray(new String[0]));
    }

    private void write(String alias) throws Exception {
        KeyStore keys = keys();
        Files.writeString(
                folder.resolve(alias + ".pem"),
                pem("CERTIFICATE", keys.getCertificate(alias).getEncoded()));
        Path key = folder.resolve(alias + ".key");
        Files.writeString(
                key,
                pem("PRIVATE KEY", keys.getKey(alias, PASSWORD.toCharArray()).getEncoded()));
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
    }

    private void keytool(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(List.of(arguments));
        command.addAll(List.of("-storetype", "PKCS12", "-keystore", store().toString(), "-storepass", PASSWORD));
        Process keytool = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, keytool.waitFor(), said);
    }

    private KeyStore keys() throws GeneralSecurityException, IOException {
        return KeyStore.getInstance(store().toFile(), PASSWORD.toCharArray());
    }

    private Path store() {
        return folder.resolve(name + ".p12");
    }

    private static String pem(String kind, byte[] bytes) {
        String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes);
        return "-----BEGIN " + kind + "-----\n" + text + "\n-----END " + kind + "-----\n";
    }
}
