package dev.ltx4j.replica.s3;

import dev.ltx4j.replica.StoreUnavailableException;
import dev.ltx4j.replica.StoreUnavailableException.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Collection;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/** Whom to trust when a file of certificates (PEM) is named: its authorities, and those that Java trusts anyway. */
final class CaBundle {
    private CaBundle() {}

    /** @throws StoreUnavailableException if the file has no certificates that can be read */
    static TrustManager[] trustManagers(Path file) throws IOException {
        Collection<? extends Certificate> certificates;
        try (InputStream in = Files.newInputStream(file)) {
            certificates = CertificateFactory.getInstance("X.509").generateCertificates(in);
        } catch (NoSuchFileException e) {
            throw unusable(file, "there is no such file");
        } catch (IOException | GeneralSecurityException e) {
            throw unusable(file, "it cannot be read: " + e.getMessage());
        }
        if (certificates.isEmpty()) {
            throw unusable(file, "there is no certificate in it");
        }
        try {
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            int count = 0;
            for (Certificate certificate : certificates) {
                store.setCertificateEntry("bundle-" + count++, certificate);
            }
            for (TrustManager manager : managers(null)) {
                if (manager instanceof X509TrustManager x509) {
                    for (X509Certificate certificate : x509.getAcceptedIssuers()) {
                        store.setCertificateEntry("java-" + count++, certificate);
                    }
                }
            }
            return managers(store);
        } catch (GeneralSecurityException e) {
            throw unusable(file, "Java cannot use it: " + e.getMessage());
        }
    }

    private static TrustManager[] managers(@Nullable KeyStore store) throws GeneralSecurityException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        return factory.getTrustManagers();
    }

    private static StoreUnavailableException unusable(Path file, String reason) {
        return new StoreUnavailableException(
                Reason.UNREACHABLE,
                "the file of certificates that AWS_CA_BUNDLE names, " + file + ", is of no use: " + reason
                        + "; correct the variable, or unset it");
    }
}
