package dev.prebuild.snapshot.devcontainer;

import static dev.prebuild.snapshot.devcontainer.Repositories.allowing;
import static dev.prebuild.snapshot.devcontainer.Repositories.plain;
import static dev.prebuild.snapshot.devcontainer.Repositories.texts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.prebuild.config.spec.Allowances;
import dev.prebuild.snapshot.FakeTree;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class DevContainerFileTest {
  private static final FakeTree EVERYWHERE =
      new FakeTree()
          .with(".devcontainer/devcontainer.json", "{\"image\": \"first\"}")
          .with(".devcontainer.json", "{\"image\": \"second\"}")
          .with(".devcontainer/b/devcontainer.json", "{\"image\": \"third\"}")
          .with("docs/devcontainer.json", "{\"image\": \"named\"}");

  private static String image(FakeTree tree, Optional<String> named) {
    return DevContainerRequest.read(tree, named)
        .image()
        .map(it -> ((ImageSource.Named) it).image())
        .orElse("none");
  }

  @Test
  void theUsualPlacesAreLookedAtInOrder() {
    assertThat(image(EVERYWHERE, Optional.empty())).isEqualTo("first");
    assertThat(
            image(
                new FakeTree()
                    .with(".devcontainer.json", "{\"image\": \"second\"}")
                    .with(".devcontainer/b/devcontainer.json", "{\"image\": \"third\"}"),
                Optional.empty()))
        .isEqualTo("second");
    assertThat(
            image(
                new FakeTree()
                    .with(".devcontainer/Dockerfile", "FROM scratch")
                    .with(".devcontainer/b/devcontainer.json", "{\"image\": \"third\"}"),
                Optional.empty()))
        .isEqualTo("third");
  }

  @ParameterizedTest
  @CsvSource({
    "docs/devcontainer.json, named",
    "./docs/../docs/devcontainer.json, named",
    ".devcontainer/b/devcontainer.json, third"
  })
  void theProjectMayNameIt(String path, String image) {
    assertThat(image(EVERYWHERE, Optional.of(path))).isEqualTo(image);
  }

  @ParameterizedTest
  @ValueSource(strings = {"docs/none.json", "docs", "../devcontainer.json", "/etc/passwd", ""})
  void whereTheProjectNamesItItMustBe(String path) {
    assertThatThrownBy(() -> DevContainerRequest.read(EVERYWHERE, Optional.of(path)))
        .isInstanceOf(InvalidDevContainerException.class)
        .hasMessageContaining("the project names " + path);
  }

  @Test
  void aRepositoryWithoutOneAsksForNothing() {
    FakeTree tree = new FakeTree().with(".devcontainer/Dockerfile", "FROM scratch");

    assertThat(DevContainerRequest.read(tree, Optional.empty()))
        .isEqualTo(DevContainerRequest.NONE);
  }

  @Test
  void anEmptyOneIsNotTheSameAsNone() {
    assertThat(Repositories.request("{}")).isNotEqualTo(DevContainerRequest.NONE);
    assertThat(Repositories.request("{}").image()).isEmpty();
  }

  @Test
  void ofSeveralFoldersTheFirstIsTakenWithAWarningThatNamesTheOthers() {
    FakeTree tree =
        new FakeTree()
            .with(".devcontainer/c/devcontainer.json", "{}")
            .with(".devcontainer/a/devcontainer.json", "{\"image\": \"a\"}")
            .with(".devcontainer/b/devcontainer.json", "not even JSON")
            .with(".devcontainer/b/deeper/devcontainer.json", "{}");

    DevContainerRequest request = DevContainerRequest.read(tree, Optional.empty());

    assertThat(request.image()).contains(new ImageSource.Named("a"));
    assertThat(texts(request.on(plain(), allowing(Allowances.NONE))))
        .containsExactly(
            ".devcontainer/a/devcontainer.json is used, others are passed over:"
                + " .devcontainer/b/devcontainer.json, .devcontainer/c/devcontainer.json;"
                + " the project can name the one to use");
  }
}
