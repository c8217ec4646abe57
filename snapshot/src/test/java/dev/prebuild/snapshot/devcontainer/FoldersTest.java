package dev.prebuild.snapshot.devcontainer;

import static dev.prebuild.snapshot.devcontainer.Repositories.FOLDER;
import static dev.prebuild.snapshot.devcontainer.Repositories.devContainer;
import static dev.prebuild.snapshot.devcontainer.Repositories.texts;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class FoldersTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{}                                                       | /workspaces/app | /workspaces/app",
        "{'workspaceFolder': '/workspaces/app/web'}               | /workspaces/app | /workspaces/app/web",
        "{'workspaceFolder': '/workspaces/${localWorkspaceFolderBasename}/web/'} | /workspaces/app | /workspaces/app/web",
        "{'workspaceMount': 'source=${localWorkspaceFolder},target=/src,type=bind'} | /src | /src",
        "{'workspaceMount': 'dst=/src/', 'workspaceFolder': '/src/web'} | /src      | /src/web",
        "{'workspaceMount': 'target=${containerWorkspaceFolder}/in'} | /workspaces/app/in | /workspaces/app/in",
        "{'workspaceMount': 'target=/usr/src/app'}                | /usr/src/app    | /usr/src/app",
        "{'workspaceMount': '', 'workspaceFolder': ''}            | /workspaces/app | /workspaces/app",
        "{'workspaceMount': 'target=/home/dev/app'}               | /home/dev/app   | /home/dev/app",
      },
      quoteCharacter = '`')
  void theFileMayNameThem(String json, String source, String workspace) {
    DevContainer devContainer = devContainer(json.replace('\'', '"'));

    assertThat(devContainer.sourceFolder()).isEqualTo(source);
    assertThat(devContainer.workspaceFolder()).isEqualTo(workspace);
    assertThat(devContainer.warnings()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "//",
        "/.",
        "/proc",
        "/proc/self",
        "/sys/x",
        "/dev/shm",
        "/run/environment",
        "/var/run/environment",
        "/etc",
        "/usr",
        "/usr/bin",
        "/usr/src",
        "/usr/srcx/a",
        "/bin",
        "/lib64/x",
        "/home",
        "/root",
        "/tmp",
        "relative",
        "./x",
        "../x",
        "/a/../etc",
        "/a/./b",
        "/a//b",
        "/a\\nb",
        "${localEnv:X}x"
      })
  void oneThatCannotBeIsLeftOutWithAWarning(String path) {
    DevContainer mount = devContainer("{\"workspaceMount\": \"target=%s\"}".formatted(path));
    DevContainer folder = devContainer("{\"workspaceFolder\": \"%s\"}".formatted(path));

    for (DevContainer devContainer : List.of(mount, folder)) {
      assertThat(devContainer.sourceFolder()).isEqualTo(FOLDER);
      assertThat(devContainer.workspaceFolder()).isEqualTo(FOLDER);
      assertThat(texts(devContainer)).hasSize(1);
    }
    assertThat(texts(mount).getFirst())
        .startsWith("workspaceMount is left out, /workspaces/app is used: ");
    assertThat(texts(folder).getFirst())
        .startsWith("workspaceFolder is left out, /workspaces/app is used: ");
  }

  @Test
  void aMountWithoutATargetIsLeftOutWithAWarning() {
    assertThat(texts(devContainer("{\"workspaceMount\": \"type=bind\"}"))).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/workspaces", "/workspace", "/app", "/var/lib/x", "/usr/local/src/a"})
  void othersAreTheProjectsOwn(String path) {
    assertThat(ContainerFolder.problem(path)).isEqualTo(Optional.empty());
  }
}
