package dev.prebuild.agent.git;

import dev.prebuild.agent.testkit.TestCertificate;
import dev.prebuild.agent.testkit.TestGitServer;
import java.nio.file.Path;

/**
 * A repository on a server that the package trusts.
 *
 * @param folder of all that this server has
 */
record ServedRepository(Path folder, GitRepository remote, TestGitServer server, GitFixture git)
    implements AutoCloseable {

  static ServedRepository serve(Path temporary, TestCertificate certificate) throws Exception {
    Path folder = temporary.resolve("served");
    GitRepository remote = GitRepository.create(folder.resolve("app"));
    return new ServedRepository(
        folder,
        remote,
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
