package dev.prebuild.snapshot.devcontainer;

import static dev.prebuild.snapshot.devcontainer.Repositories.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.prebuild.snapshot.FakeTree;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ImageChoiceTest {
  private static ImageSource.Built built(String context, String dockerfile) {
    return new ImageSource.Built(context, dockerfile, Map.of(), Optional.empty(), List.of());
  }

  static final List<Arguments> CHOICES =
      List.of(
          arguments("{'image': 'debian:12'}", new ImageSource.Named("debian:12")),
          arguments(
              "{'image': 'r.example:5000/a/b_c@sha256:0f'}",
              new ImageSource.Named("r.example:5000/a/b_c@sha256:0f")),
          arguments(
              "{'image': 'debian:${localEnv:VERSION:12}'}", new ImageSource.Named("debian:12")),
          arguments(
              "{'build': {'dockerfile': 'Dockerfile'}}",
              built(".devcontainer", ".devcontainer/Dockerfile")),
          arguments(
              "{'build': {'dockerfile': '../Dockerfile', 'context': '..'}}",
              built("", "Dockerfile")),
          arguments(
              "{'build': {'dockerfile': './x/../D', 'context': '../sub//dir/'}}",
              built("sub/dir", ".devcontainer/D")),
          arguments(
              "{'dockerFile': 'Dockerfile', 'context': '..'}",
              built("", ".devcontainer/Dockerfile")),
          arguments(
              "{'dockerFile': 'D', 'build': {'target': 'dev', 'context': '../a'}}",
              new ImageSource.Built(
                  "a", ".devcontainer/D", Map.of(), Optional.of("dev"), List.of())),
          arguments(
              "{'image': 'a', 'build': {'dockerfile': 'D'}}",
              built(".devcontainer", ".devcontainer/D")),
          arguments("{'image': 'a', 'build': {'args': {}}}", new ImageSource.Named("a")),
          arguments(
              "{'build': {'dockerfile': 'D', 'cacheFrom': 'a:1',"
                  + " 'args': {'A': 'b', 'C': '${localEnv:D:e}', 'F': null}}}",
              new ImageSource.Built(
                  ".devcontainer",
                  ".devcontainer/D",
                  Map.of("A", "b", "C", "e"),
                  Optional.empty(),
                  List.of("a:1"))),
          arguments(
              "{'build': {'dockerfile': 'D', 'cacheFrom': ['a:1', 'b:2']}}",
              new ImageSource.Built(
                  ".devcontainer",
                  ".devcontainer/D",
                  Map.of(),
                  Optional.empty(),
                  List.of("a:1", "b:2"))),
          arguments(
              "{'image': 'a', 'features': {'ghcr.io/devcontainers/features/git:1': {}}}",
              new ImageSource.Featured(Repositories.FILE, new ImageSource.Named("a"))),
          arguments(
              "{'build': {'dockerfile': 'D'}, 'features': {'./local': 'latest'}}",
              new ImageSource.Featured(
                  Repositories.FILE,
                  new ImageSource.Built(
                      ".devcontainer", ".devcontainer/D", Map.of(), Optional.empty(), List.of()))),
          arguments("{'image': 'a', 'features': {}}", new ImageSource.Named("a")));

  @ParameterizedTest
  @FieldSource("CHOICES")
  void theFileChoosesTheImage(String json, ImageSource expected) {
    assertThat(request(json.replace('\'', '"')).image()).contains(expected);
  }

  @Test
  void aFileThatSaysNothingOfItLeavesTheImageToTheClass() {
    assertThat(request("{\"remoteUser\": \"dev\", \"features\": {}}").image()).isEmpty();
  }

  @Test
  void pathsStartAtTheFileWhereverItIs() {
    FakeTree tree = new FakeTree().with("a/b/x.json", "{\"build\": {\"dockerfile\": \"../../D\"}}");

    assertThat(DevContainerRequest.read(tree, Optional.of("a/b/x.json")).image())
        .contains(built("a/b", "D"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "../../Dockerfile",
        "../../app/Dockerfile",
        "x/../../../Dockerfile",
        "/etc/passwd",
        "${localEnv:X:../../..}/etc/passwd",
        "a\\nb",
        "a\\u0000b",
        ""
      })
  void aPathThatLeadsOutOfTheRepositoryIsRefused(String path) {
    assertThatThrownBy(() -> request("{\"build\": {\"dockerfile\": \"%s\"}}".formatted(path)))
        .isInstanceOf(InvalidDevContainerException.class)
        .hasMessageContaining("build.dockerfile must be ");
    assertThatThrownBy(
            () ->
                request(
                    "{\"build\": {\"dockerfile\": \"D\", \"context\": \"%s\"}}".formatted(path)))
        .isInstanceOf(InvalidDevContainerException.class)
        .hasMessageContaining("build.context must be ");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'dockerComposeFile': 'c.yml', 'service': 'app'} | dockerComposeFile is not supported",
        "{'image': 'a', 'dockerComposeFile': ['c.yml']}   | dockerComposeFile is not supported",
        "{'build': {'target': 'a'}}                       | build.dockerfile is missing",
        "{'features': {'a': {}}}                          | features need an image or a build",
        "{'image': ''}                                    | image must be the name of an image",
        "{'image': '--privileged'}                        | image must be the name of an image",
        "{'image': 'a b'}                                 | image must be the name of an image",
        "{'build': {'dockerfile': 'D', 'target': '-x'}}   | build.target must be the name of a stage",
        "{'build': {'dockerfile': 'D', 'cacheFrom': ['']}} | build.cacheFrom must be names of images",
      },
      quoteCharacter = '`')
  void whatMakesNoSenseIsRefused(String json, String message) {
    assertThatThrownBy(() -> request(json.replace('\'', '"')))
        .isInstanceOf(InvalidDevContainerException.class)
        .hasMessageStartingWith(Repositories.FILE + ": " + message);
  }
}
