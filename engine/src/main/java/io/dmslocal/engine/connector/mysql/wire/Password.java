package io.dmslocal.engine.connector.mysql.wire;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Cipher;

/** How a password is shown to the server without sending it, per log-in method. */
final class Password {

    static final String NATIVE = "mysql_native_password";
    static final String CACHING_SHA2 = "caching_sha2_password";
    static final String CLEAR = "mysql_clear_password";

    private Password() {}

    /** The answer to a challenge. */
    static byte[] answer(String method, String password, byte[] challenge, boolean encrypted) throws IOException {
        if (password.isEmpty()) {
            return new byte[0];
        }
        byte[] clear = password.getBytes(StandardCharsets.UTF_8);
        return switch (method) {
            case NATIVE -> {
                byte[] once = digest("SHA-1", clear);
                yield xor(once, digest("SHA-1", challenge, digest("SHA-1", once)));
            }
            case CACHING_SHA2 -> {
                byte[] once = digest("SHA-256", clear);
                yield xor(once, digest("SHA-256", digest("SHA-256", once), challenge));
            }
            case CLEAR -> {
                if (!encrypted) {
                    throw new IOException("The server asks for the password in clear (" + CLEAR
                            + "); that is done over TLS only: set SslMode to require.");
                }
                yield terminated(clear);
            }
            default ->
                throw new IOException("The server asks for log-in method " + method + "; this connector knows " + NATIVE
                        + ", " + CACHING_SHA2 + " and " + CLEAR + ".");
        };
    }

    static byte[] terminated(byte[] clear) {
        return Arrays.copyOf(clear, clear.length + 1);
    }

    /** caching_sha2_password's first log-in without TLS: the password under the server's public key. */
    static byte[] sealed(String password, byte[] challenge, String publicKeyPem) throws IOException {
        byte[] clear = terminated(password.getBytes(StandardCharsets.UTF_8));
        for (int i = 0; i < clear.length; i++) {
            clear[i] ^= challenge[i % challenge.length];
        }
        String base64 = publicKeyPem.replaceAll("-----[A-Z ]+-----|\\s", "");
        try {
            PublicKey key = KeyFactory.getInstance("RSA")
                    .generatePublic(new X509EncodedKeySpec(Base64.getDecoder().decode(base64)));
            Cipher cipher = Cipher.getInstance("RSA/ECB/OAEPWithSHA-1AndMGF1Padding");
            cipher.init(Cipher.ENCRYPT_MODE, key);
            return cipher.doFinal(clear);
        } catch (GeneralSecurityException e) {
            throw new IOException("The server's public key cannot be used: " + e.getMessage(), e);
        }
    }

    private static byte[] digest(String algorithm, byte[]... parts) {
        try {
            MessageDigest digest = MessageDigest.getInstance(algorithm);
            for (byte[] part : parts) {
                digest.update(part);
            }
            return digest.digest();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] xor(byte[] left, byte[] right) {
        byte[] result = new byte[left.length];
        for (int i = 0; i < left.length; i++) {
            result[i] = (byte) (left[i] ^ right[i]);
        }
        return result;
    }
}
