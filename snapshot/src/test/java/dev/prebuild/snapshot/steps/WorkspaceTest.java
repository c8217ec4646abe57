package dev.prebuild.snapshot.steps;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prebuild.config.spec.Repository;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class WorkspaceTest {
  @ParameterizedTest
  @CsvSource({
    "https://example.org/team/app.git, /workspaces/app",
    "https://example.org/team/app, /workspaces/app",
    "https://example.org/team/app///, /workspaces/app",
    "git@example.org:app.git, /workspaces/app",
    "git@example.org:team/app.git, /workspaces/app",
    "file:///srv/git/my app, /workspaces/my-app",
    "https://example.org/a/.., /workspaces/workspace",
    "https://example.org/a/.git, /workspaces/workspace",
    "https://example.org/a/.hidden, /workspaces/workspace",
    "https://example.org/a/$(reboot), /workspaces/--reboot-",
    "https://example.org/a/x;y, /workspaces/x-y",
    "https://example.org/a/..%2f..%2fetc, /workspaces/workspace",
    "'', /workspaces/workspace",
    "///, /workspaces/workspace"
  })
  void isNamedAfterTheRepositoryAndStaysInItsFolder(String url, String path) {
    Repository repository =
        new Repository(url, Optional.empty(), Optional.empty(), OptionalInt.empty());

    assertThat(Workspace.of(repository).path()).isEqualTo(path);
  }
}
