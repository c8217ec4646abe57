package dev.prebuild.agent.tls;

import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;

/**
 * Who somebody is, and the proof.
 *
 * @param chain its own certificate first, then those that vouch for it
 */
record Identity(List<X509Certificate> chain, PrivateKey key) {
  Identity {
    chain = List.copyOf(chain);
  }

  static Identity read(Path certificateFile, Path keyFile) throws TlsException {
    Identity identity = new Identity(Pem.certificates(certificateFile), Pem.privateKey(keyFile));
    if (!identity.isOneOfAKind()) {
      throw new TlsException(
          "the key in %s is not that of the first certificate in %s; put the own certificate first"
              .formatted(keyFile, certificateFile));
    }
    return identity;
  }

  X509Certificate certificate() {
    return chain.getFirst();
  }

  /** Whether what the key signs is good by the certificate. */
  private boolean isOneOfAKind() {
    PublicKey own = certificate().getPublicKey();
    String algorithm =
        switch (key.getAlgorithm()) {
          case "EC" -> "SHA256withECDSA";
          case "RSA" -> "SHA256withRSA";
          default -> key.getAlgorithm();
        };
    byte[] text = {1};
    try {
      Signature signature = Signature.getInstance(algorithm);
      signature.initSign(key);
      signature.update(text);
      byte[] signed = signature.sign();
      signature.initVerify(own);
      signature.update(text);
      return signature.verify(signed);
    } catch (GeneralSecurityException e) {
      // Keys of two kinds.
      return false;
    }
  }

  KeyManager[] keyManagers() throws GeneralSecurityException {
    char[] noPassword = {};
    KeyStore store = Stores.empty();
    store.setKeyEntry("agent", key, noPassword, chain.toArray(X509Certificate[]::new));
    KeyManagerFactory factory =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    factory.init(store, noPassword);
    return factory.getKeyManagers();
  }
}
