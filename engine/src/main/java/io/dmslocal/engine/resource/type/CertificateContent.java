package io.dmslocal.engine.resource.type;

import io.dmslocal.engine.model.Fault;
import io.dmslocal.engine.model.Outcome;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PublicKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.interfaces.DSAPublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import software.amazon.awssdk.services.databasemigration.model.Certificate;
import software.amazon.awssdk.services.databasemigration.model.ImportCertificateRequest;

/**
 * What a PEM or an Oracle wallet says of its first certificate.
 *
 * <p>A wallet is a PKCS #12 file ({@code ewallet.p12}) or Oracle's own auto-login form of one ({@code cwallet.sso}). The first is read as far as it is not
 * encrypted. The second nobody but Oracle documents: it is known by its first bytes and kept without validity, owner and algorithm.
 *
 * @param first empty when the wallet does not show its certificates
 */
record CertificateContent(Optional<X509Certificate> first) {

    private static final Pattern PEM = Pattern.compile(
            "-----BEGIN (?:X509 |TRUSTED )?CERTIFICATE-----(.*?)-----END (?:X509 |TRUSTED )?CERTIFICATE-----",
            Pattern.DOTALL);
    private static final String PRIVATE_KEY = "PRIVATE KEY-----";
    /** The first three bytes of an auto-login wallet; the fourth is its version, 0x36 to 0x38 (observed). */
    private static final int[] AUTO_LOGIN = {0xA1, 0xF8, 0x4E};

    static Outcome<CertificateContent> of(ImportCertificateRequest request) {
        boolean hasPem =
                request.certificatePem() != null && !request.certificatePem().isBlank();
        boolean hasWallet = request.certificateWallet() != null
                && request.certificateWallet().asByteArrayUnsafe().length > 0;
        if (hasPem == hasWallet) {
            return invalid("Exactly one of CertificatePem and CertificateWallet is needed; "
                    + (hasPem ? "both" : "none") + " is given.");
        }
        return hasPem
                ? pem(request.certificatePem())
                : wallet(request.certificateWallet().asByteArray());
    }

    /** Adds what the certificate says. */
    Certificate.Builder into(Certificate.Builder document) {
        return first.map(certificate -> document.certificateOwner(
                                certificate.getSubjectX500Principal().getName())
                        .validFromDate(certificate.getNotBefore().toInstant())
                        .validToDate(certificate.getNotAfter().toInstant())
                        .signingAlgorithm(certificate.getSigAlgName())
                        .keyLength(keyLength(certificate.getPublicKey())))
                .orElse(document);
    }

    private static Outcome<CertificateContent> pem(String text) {
        if (text.contains(PRIVATE_KEY)) {
            return invalid("CertificatePem holds a private key. Only certificates are imported: leave the key out.");
        }
        List<X509Certificate> certificates = new ArrayList<>();
        for (Matcher each = PEM.matcher(text); each.find(); ) {
            try {
                byte[] der = Base64.getMimeDecoder().decode(each.group(1));
                certificates.add((X509Certificate)
                        CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der)));
            } catch (IllegalArgumentException | CertificateException e) {
                return invalid("Certificate " + (certificates.size() + 1)
                        + " in CertificatePem cannot be parsed as X.509: " + e.getMessage());
            }
        }
        return certificates.isEmpty()
                ? invalid("CertificatePem holds no certificate: a block -----BEGIN CERTIFICATE----- is needed.")
                : Outcome.done(new CertificateContent(Optional.of(certificates.get(0))));
    }

    private static Outcome<CertificateContent> wallet(byte[] bytes) {
        if (isAutoLogin(bytes)) {
            return Outcome.done(new CertificateContent(Optional.empty()));
        }
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(new ByteArrayInputStream(bytes), null); // without a password what is encrypted stays closed
            return Outcome.done(new CertificateContent(first(store)));
        } catch (IOException | GeneralSecurityException | RuntimeException e) {
            return invalid(
                    "CertificateWallet is no Oracle wallet: neither an auto-login wallet (cwallet.sso) nor PKCS #12"
                            + " (ewallet.p12). " + e.getMessage());
        }
    }

    private static Optional<X509Certificate> first(KeyStore store) throws GeneralSecurityException {
        for (String alias : Collections.list(store.aliases())) {
            if (store.getCertificate(alias) instanceof X509Certificate certificate) {
                return Optional.of(certificate);
            }
        }
        return Optional.empty();
    }

    private static boolean isAutoLogin(byte[] bytes) {
        if (bytes.length <= AUTO_LOGIN.length) {
            return false;
        }
        for (int i = 0; i < AUTO_LOGIN.length; i++) {
            if ((bytes[i] & 0xFF) != AUTO_LOGIN[i]) {
                return false;
            }
        }
        return true;
    }

    /** Bits; null where a key has no such number. */
    private static Integer keyLength(PublicKey key) {
        if (key instanceof RSAPublicKey rsa) {
            return rsa.getModulus().bitLength();
        }
        if (key instanceof ECPublicKey curve) {
            return curve.getParams().getCurve().getField().getFieldSize();
        }
        return key instanceof DSAPublicKey dsa
                ? (Integer) dsa.getParams().getP().bitLength()
                : null;
    }

    private static Outcome<CertificateContent> invalid(String message) {
        return Outcome.refused(new Fault("InvalidCertificateFault", message));
    }
}
