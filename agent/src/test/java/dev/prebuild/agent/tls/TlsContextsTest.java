package dev.prebuild.agent.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.prebuild.agent.tls.TestAuthority.Issued;
import dev.prebuild.config.settings.CallerTlsSettings;
import dev.prebuild.config.settings.ListenerTlsSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TlsContextsTest {
  @TempDir Path folder;

  private TestAuthority authority;

  @BeforeEach
  void open() throws Exception {
    authority = TestAuthority.in(folder, "authority");
  }

  private static ListenerTlsSettings settings(Path certificateFile, Path keyFile) {
    return new ListenerTlsSettings(certificateFile, keyFile, Optional.empty());
  }

  @ParameterizedTest
  @ValueSource(strings = {"EC", "RSA", "Ed25519"})
  void everyKindOfKeyIsRead(String algorithm) throws Exception {
    Issued issued = authority.issue("agent", algorithm);

    assertThat(TlsContexts.listener(settings(issued.certificateFile(), issued.keyFile())))
        .isNotNull();
  }

  @Test
  void aKeyThatOthersCanReadIsRefused() throws Exception {
    Issued issued = authority.issue("agent", "EC");
    Files.setPosixFilePermissions(issued.keyFile(), PosixFilePermissions.fromString("rw-r--r--"));

    assertThatThrownBy(
            () -> TlsContexts.listener(settings(issued.certificateFile(), issued.keyFile())))
        .isInstanceOf(TlsException.class)
        .hasMessageContaining("chmod 600 " + issued.keyFile());
  }

  @Test
  void theKeyOfSomebodyElseIsRefused() throws Exception {
    Issued agent = authority.issue("agent", "EC");
    Issued other = authority.issue("other", "EC");
    Issued another = authority.issue("another", "RSA");

    assertThatThrownBy(
            () -> TlsContexts.listener(settings(agent.certificateFile(), other.keyFile())))
        .hasMessageContaining("is not that of the first certificate");
    assertThatThrownBy(
            () -> TlsContexts.listener(settings(agent.certificateFile(), another.keyFile())))
        .hasMessageContaining("is not that of the first certificate");
  }

  @Test
  void whatIsNoKeyIsRefusedWithoutAWordOfWhatItIs() throws Exception {
    Issued issued = authority.issue("agent", "EC");
    String old = "-----BEGIN EC PRIVATE KEY-----\nc3dvcmRmaXNo\n-----END EC PRIVATE KEY-----\n";
    Files.writeString(issued.keyFile(), old);

    assertThatThrownBy(
            () -> TlsContexts.listener(settings(issued.certificateFile(), issued.keyFile())))
        .isInstanceOf(TlsException.class)
        .hasMessageContaining("openssl pkcs8 -topk8 -nocrypt")
        .hasMessageNotContaining("c3dvcmRmaXNo");
  }

  @Test
  void whatIsNoCertificateIsRefused() throws Exception {
    Issued issued = authority.issue("agent", "EC");
    Path empty = Files.writeString(folder.resolve("empty.pem"), "");
    Path garbage = Files.writeString(folder.resolve("garbage.pem"), "garbage\n");
    Path missing = folder.resolve("missing.pem");

    assertThatThrownBy(() -> TlsContexts.listener(settings(empty, issued.keyFile())))
        .hasMessageContaining("empty.pem holds no certificate");
    assertThatThrownBy(() -> TlsContexts.listener(settings(garbage, issued.keyFile())))
        .hasMessageContaining("garbage.pem holds");
    assertThatThrownBy(
            () ->
                TlsContexts.caller(
                    new CallerTlsSettings(
                        Optional.of(missing), Optional.empty(), Optional.empty())))
        .isInstanceOf(TlsException.class)
        .hasMessageContaining("missing.pem cannot be read");
  }
}
