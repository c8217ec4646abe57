package dev.prebuild.agent.tls;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Optional;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Trusts this host's own certificate, whatever name and use it was made for, and whom the
 * authorities vouch for, if there are any: so the agent and its command line, which hold that
 * certificate's key, can call the agent by its loopback address.
 */
final class OwnOrVouchedFor extends X509ExtendedTrustManager {
  private final X509Certificate own;
  private final Optional<X509ExtendedTrustManager> authorities;

  OwnOrVouchedFor(X509Certificate own, Optional<X509ExtendedTrustManager> authorities) {
    this.own = own;
    this.authorities = authorities;
  }

  private interface Check {
    void by(X509ExtendedTrustManager authorities) throws CertificateException;
  }

  private void check(X509Certificate[] chain, Check check) throws CertificateException {
    if (chain.length > 0 && chain[0].equals(own)) {
      return;
    }
    check.by(
        authorities.orElseThrow(
            () -> new CertificateException("this is not the certificate of this host's agent")));
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket)
      throws CertificateException {
    check(chain, other -> other.checkClientTrusted(chain, type, socket));
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket)
      throws CertificateException {
    check(chain, other -> other.checkServerTrusted(chain, type, socket));
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine)
      throws CertificateException {
    check(chain, other -> other.checkClientTrusted(chain, type, engine));
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
      throws CertificateException {
    check(chain, other -> other.checkServerTrusted(chain, type, engine));
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
    check(chain, other -> other.checkClientTrusted(chain, type));
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
    check(chain, other -> other.checkServerTrusted(chain, type));
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return authorities
        .map(X509ExtendedTrustManager::getAcceptedIssuers)
        .orElseGet(() -> new X509Certificate[0]);
  }
}
