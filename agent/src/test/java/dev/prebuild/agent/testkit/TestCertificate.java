package dev.prebuild.agent.testkit;

import dev.prebuild.agent.tls.TestAuthority;
import dev.prebuild.agent.tls.TestAuthority.Issued;
import dev.prebuild.agent.tls.TlsContexts;
import dev.prebuild.config.settings.ListenerTlsSettings;
import java.nio.file.Path;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/**
 * A certificate for this machine, by an authority that nobody else trusts.
 *
 * @param context for a server that has it
 * @param file the authority's own as PEM, for clients that are to trust it
 */
public record TestCertificate(SSLContext context, Path file) {
  /** Its files lie in this folder. */
  public static TestCertificate make(Path folder) throws Exception {
    TestAuthority authority = TestAuthority.in(folder, "authority");
    Issued server = authority.issueForServer("server");
    return new TestCertificate(
        TlsContexts.listener(
            new ListenerTlsSettings(server.certificateFile(), server.keyFile(), Optional.empty())),
        authority.file());
  }
}
