package dev.prebuild.snapshot.devcontainer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

final class DevContainerPropertyTest {
  /** All of the specification's reference and of its schema. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "$schema",
        "name",
        "forwardPorts",
        "portsAttributes",
        "otherPortsAttributes",
        "containerEnv",
        "remoteEnv",
        "remoteUser",
        "containerUser",
        "updateRemoteUserUID",
        "userEnvProbe",
        "overrideCommand",
        "shutdownAction",
        "init",
        "privileged",
        "capAdd",
        "securityOpt",
        "mounts",
        "features",
        "overrideFeatureInstallOrder",
        "customizations",
        "image",
        "build",
        "dockerFile",
        "context",
        "appPort",
        "workspaceMount",
        "workspaceFolder",
        "runArgs",
        "dockerComposeFile",
        "service",
        "runServices",
        "initializeCommand",
        "onCreateCommand",
        "updateContentCommand",
        "postCreateCommand",
        "postStartCommand",
        "postAttachCommand",
        "waitFor",
        "hostRequirements",
        "secrets"
      })
  void everyPropertyOfTheSpecificationIsInTheTable(String name) {
    assertThat(DevContainerProperty.values())
        .extracting(DevContainerProperty::json)
        .containsOnlyOnce(name);
  }

  @ParameterizedTest
  @ValueSource(strings = {"dockerfile", "context", "args", "target", "cacheFrom"})
  void everyOptionOfABuildIsTold(String option) {
    assertThat(DevContainerProperty.BUILD.treatment()).contains("`" + option + "`");
  }

  @ParameterizedTest
  @EnumSource
  void whatHappensIsToldInAFewWords(DevContainerProperty property) {
    assertThat(property.treatment()).hasSizeBetween(5, 160).doesNotContain("|", "\n");
    assertThat(property.kinds()).isNotEmpty().doesNotContain(JsonKind.NOTHING);
  }

  @Test
  void whatIsToldToBeKeptIsKept() {
    assertThat(
            Arrays.stream(DevContainerProperty.values())
                .filter(it -> it.treatment().contains("kept in the snapshot's metadata"))
                .map(DevContainerProperty::json))
        .allSatisfy(
            name ->
                assertThat(
                        Repositories.devContainer("{\"%s\": %s}".formatted(name, value(name)))
                            .metadata())
                    .contains(name));
  }

  private static String value(String name) {
    DevContainerProperty property =
        Arrays.stream(DevContainerProperty.values())
            .filter(it -> it.json().equals(name))
            .findFirst()
            .orElseThrow();
    return switch (property.kinds().stream().sorted().findFirst().orElseThrow()) {
      case TEXT -> "\"x\"";
      case FLAG -> "true";
      case NUMBER -> "1";
      case LIST -> "[\"x\"]";
      case OBJECT -> "{\"x\": {}}";
      case NOTHING -> "null";
    };
  }
}
