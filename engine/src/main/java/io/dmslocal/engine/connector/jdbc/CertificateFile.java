package io.dmslocal.engine.connector.jdbc;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** A CA certificate as a file, for drivers that take no text. One file per certificate and process, gone at its end. */
public final class CertificateFile {

    private static final Map<String, Path> FILES = new ConcurrentHashMap<>();

    private CertificateFile() {}

    public static Path of(String pem) {
        return FILES.computeIfAbsent(pem, CertificateFile::write);
    }

    private static Path write(String pem) {
        try {
            Path file = Files.createTempFile("dms-local-ca", ".pem"); // readable by its owner alone
            Files.writeString(file, pem);
            file.toFile().deleteOnExit();
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException("The CA certificate could not be written to the temporary directory", e);
        }
    }
}
