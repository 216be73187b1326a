package io.dmslocal.persistence.serialization;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Seals texts with one key: AES-256-GCM, a random nonce before the ciphertext, base64, and a prefix by which people and {@link Redaction} know
 * a sealed text. Thread-safe.
 */
public final class Secrets {

    /** What a sealed text begins with. */
    public static final String PREFIX = "sealed:v1:";

    private static final int KEY_BYTES = 32;
    private static final int NONCE_BYTES = 12; // GCM's natural size
    private static final int TAG_BITS = 128;
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final Secrets OF_THIS_PROCESS = new Secrets(newKey());

    private final SecretKey key;

    private Secrets(byte[] key) {
        this.key = new SecretKeySpec(key, "AES");
    }

    /** @param key 32 bytes in base64, as from {@code openssl rand -base64 32} */
    public static Secrets ofBase64(String key) {
        return new Secrets(decodedKey(key, "The configured key"));
    }

    /** The key in a file beside the data. Made by whichever process comes first, for its owner's eyes only. */
    public static Secrets inFile(Path file) {
        try {
            if (!Files.exists(file)) {
                create(file);
            }
            return new Secrets(decodedKey(Files.readString(file), "The key file " + file));
        } catch (IOException e) {
            throw new UncheckedIOException("The key file " + file + " cannot be used: " + e.getMessage(), e);
        }
    }

    /** A key that dies with this process, the same for all its actor systems: for tests and for journals in memory. */
    public static Secrets ofThisProcess() {
        return OF_THIS_PROCESS;
    }

    public static boolean isSealed(String text) {
        return text.startsWith(PREFIX);
    }

    public String seal(String clear) {
        byte[] nonce = new byte[NONCE_BYTES];
        RANDOM.nextBytes(nonce);
        try {
            Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(Cipher.ENCRYPT_MODE, key, new GCMParameterSpec(TAG_BITS, nonce));
            byte[] sealed = cipher.doFinal(clear.getBytes(StandardCharsets.UTF_8));
            byte[] whole = Arrays.copyOf(nonce, NONCE_BYTES + sealed.length);
            System.arraycopy(sealed, 0, whole, NONCE_BYTES, sealed.length);
            return PREFIX + Base64.getEncoder().encodeToString(whole);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-GCM is not available in this Java", e);
        }
    }

    /** The clear text. A text that was never sealed (written by hand, or before its member counted as secret) is returned as it is. */
    public String open(String text) {
        if (!isSealed(text)) {
            return text;
        }
        try {
            byte[] whole = Base64.getDecoder().decode(text.substring(PREFIX.length()));
            Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(Cipher.DECRYPT_MODE, key, new GCMParameterSpec(TAG_BITS, whole, 0, NONCE_BYTES));
            byte[] clear = cipher.doFinal(whole, NONCE_BYTES, whole.length - NONCE_BYTES);
            return new String(clear, StandardCharsets.UTF_8);
        } catch (AEADBadTagException e) {
            throw new IllegalStateException(
                    "A sealed text cannot be opened: it was sealed with another key. Give this node the key that the data was written with.",
                    e);
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new IllegalStateException("A sealed text is damaged and cannot be opened", e);
        }
    }

    private static void create(Path file) throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        var owner = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
        // Written aside and linked into place: another process never sees half a key, and only one of two wins.
        Path aside = Files.createTempFile(file.toAbsolutePath().getParent(), "key", ".new", owner);
        try {
            Files.writeString(aside, Base64.getEncoder().encodeToString(newKey()) + "\n");
            link(file, aside);
        } finally {
            Files.deleteIfExists(aside);
        }
    }

    private static void link(Path file, Path aside) throws IOException {
        try {
            Files.createLink(file, aside);
        } catch (FileAlreadyExistsException e) {
            return; // the other process was first
        } catch (UnsupportedOperationException e) {
            Files.move(aside, file, StandardCopyOption.ATOMIC_MOVE);
        }
    }

    private static byte[] newKey() {
        byte[] key = new byte[KEY_BYTES];
        RANDOM.nextBytes(key);
        return key;
    }

    private static byte[] decodedKey(String text, String whose) {
        byte[] key;
        try {
            key = Base64.getDecoder().decode(text.strip());
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(whose + " is not base64; make one with: openssl rand -base64 32");
        }
        if (key.length != KEY_BYTES) {
            throw new IllegalArgumentException(
                    whose + " has " + key.length + " bytes, 32 are needed; make one with: openssl rand -base64 32");
        }
        return key;
    }
}
