package io.llmlb.bigip;

import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/** The JDK's own verification of chain and host name, with a refusal that says which certificate was presented. */
final class TrustedAuthorities extends ServerTrustManager {
    private final X509ExtendedTrustManager jdk;

    TrustedAuthorities(X509ExtendedTrustManager jdk) {
        this.jdk = jdk;
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        try {
            // The JDK does not look at the dates of a certificate that is itself among the trusted ones.
            chain[0].checkValidity();
            jdk.checkServerTrusted(chain, authType, engine);
        } catch (CertificateExpiredException e) {
            throw new CertificateRefused(
                    chain[0], "it expired on " + chain[0].getNotAfter().toInstant(), e);
        } catch (CertificateNotYetValidException e) {
            String from = "it is not valid before " + chain[0].getNotBefore().toInstant();
            throw new CertificateRefused(chain[0], from, e);
        } catch (CertificateException e) {
            throw new CertificateRefused(chain[0], reason(e), e);
        }
    }

    private static String reason(CertificateException e) {
        for (Throwable cause = e.getCause(); cause != null; cause = cause.getCause()) {
            if (cause instanceof CertPathBuilderException) {
                return "no trusted authority signed it";
            }
        }
        return String.valueOf(e.getMessage());
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return jdk.getAcceptedIssuers();
    }
}
