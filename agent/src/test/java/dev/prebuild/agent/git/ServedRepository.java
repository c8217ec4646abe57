package dev.prebuild.agent.git;

import dev.prebuild.agent.testkit.TestCertificate;
import dev.prebuild.agent.testkit.TestGitServer;
import java.nio.file.Path;

/**
 * A repository on a server that the package trusts.
 *
 * @param folder of all that this server has
 */
record ServedRepository(
    Path folder,
    GitRepository remote,
    TestCertificate certificate,
    TestGitServer server,
    GitFixture git)
    implements AutoCloseable {

  static ServedRepository serve(Path temporary) throws Exception {
    Path folder = temporary.resolve("served");
    GitRepository remote = GitRepository.create(folder.resolve("app"));
    TestCertificate certificate = TestCertificate.make(temporary);
    return new ServedRepository(
        folder,
        remote,
        certificate,
        TestGitServer.start(folder, certificate),
        new GitFixture(temporary).trusting(certificate.file()));
  }

  String url() {
    return server.url("app/.git");
  }

  @Override
  public void close() {
    server.close();
  }
}
