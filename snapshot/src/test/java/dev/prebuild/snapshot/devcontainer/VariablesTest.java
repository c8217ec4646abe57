package dev.prebuild.snapshot.devcontainer;

import static dev.prebuild.snapshot.devcontainer.Repositories.FOLDER;
import static dev.prebuild.snapshot.devcontainer.Repositories.devContainer;
import static dev.prebuild.snapshot.devcontainer.Repositories.texts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.prebuild.config.spec.Allowances;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;

final class VariablesTest {
  private static Variables variables() {
    return new Variables(
        Map.of("containerWorkspaceFolder", "/w"),
        Optional.of(Map.of("PATH", "/bin", "EMPTY", "", "SELF", "${containerEnv:SELF}")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "plain                                          | plain",
        "${containerWorkspaceFolder}/x                  | /w/x",
        "a${localEnv:HOME}b                             | ab",
        "${localEnv:HOME:/root}                         | /root",
        "${env:HOME:/root}                              | /root",
        "${localEnv:URL:http://a:80/}                   | http://a:80/",
        "${containerEnv:PATH}:/x                        | /bin:/x",
        "${containerEnv:PATH:none}                      | /bin",
        "[${containerEnv:EMPTY:none}]                   | []",
        "[${containerEnv:NONE}]                         | []",
        "${containerEnv:NONE:some}                      | some",
        "${localEnv:A:${containerEnv:B:${localEnv:C:d}}}| d",
        "${localEnv:A:${containerEnv:PATH}/x}           | /bin/x",
        "${containerEnv:SELF}                           | ${containerEnv:SELF}",
        "${unknown} ${unknown:a}                        | ${unknown} ${unknown:a}",
        "${HOME:-${containerWorkspaceFolder}}           | ${HOME:-/w}",
        "${localEnv} ${containerEnv} ${}                | ${localEnv} ${containerEnv} ${}",
        "${containerWorkspaceFolder:x}                  | ${containerWorkspaceFolder:x}",
        "$containerWorkspaceFolder ${localEnv:A         | $containerWorkspaceFolder ${localEnv:A",
        "} ${ ${containerWorkspaceFolder} }}            | } ${ /w }}",
      })
  void knownOnesArePutInAndOthersStay(String text, String expanded) {
    assertThat(variables().expand(text)).isEqualTo(expanded);
  }

  @Test
  void beforeThereIsAContainerItsVariablesStay() {
    assertThat(Variables.early().expand("${containerEnv:A} ${localEnv:B}${devcontainerId}"))
        .isEqualTo("${containerEnv:A} ${devcontainerId}");
  }

  static final List<Named<String>> HOSTILE =
      List.of(
          Named.of("open", "${".repeat(500_000)),
          Named.of("open and closed", "${".repeat(330_000) + "}".repeat(330_000)),
          Named.of("defaults", "${localEnv:A:".repeat(70_000) + "}".repeat(70_000)),
          Named.of("open defaults", "${localEnv:A:".repeat(80_000)),
          Named.of("names", "${containerEnv:" + "N".repeat(1_000_000) + "}"),
          Named.of("closed", "}".repeat(1_000_000)));

  @ParameterizedTest
  @FieldSource("HOSTILE")
  void aHostileTextNeitherGrowsNorOverflows(String text) {
    assertThat(variables().expand(text)).hasSizeLessThanOrEqualTo(text.length());
  }

  @Test
  void allTextsTogetherHaveALimit() {
    Variables variables = new Variables(Map.of(), Optional.of(Map.of("LONG", "x".repeat(100_000))));

    assertThatThrownBy(() -> variables.expand("${containerEnv:LONG}".repeat(50)))
        .isInstanceOf(Variables.TooLongException.class);
    assertThat(variables.expand("${containerEnv:LONG}".repeat(40))).hasSize(4_000_000);
    assertThatThrownBy(() -> variables.expand("${containerEnv:LONG}".repeat(2)))
        .isInstanceOf(Variables.TooLongException.class);
  }

  @Test
  void aFileThatGrowsBeyondTheLimitIsLeftOutWithAWarning() {
    String references =
        IntStream.range(0, 5_000)
            .mapToObj(i -> "\"V%d\": \"${containerEnv:LONG}\"".formatted(i))
            .collect(Collectors.joining(","));
    DevContainer devContainer =
        devContainer(
            "{\"remoteUser\": \"dev\", \"containerEnv\": {\"LONG\": \"%s\"}, \"remoteEnv\": {%s}}"
                .formatted("x".repeat(100_000), references));

    assertThat(devContainer.user()).isEmpty();
    assertThat(devContainer.remoteEnvironment()).isEmpty();
    assertThat(texts(devContainer))
        .singleElement()
        .asString()
        .startsWith("all of it is left out: with their variables put in");
  }

  @Test
  void eachOfTheSpecificationsVariablesIsKnown() {
    DevContainer devContainer =
        devContainer(
            """
            {
              "workspaceMount": "source=${localWorkspaceFolder},target=/code/app,type=bind",
              "workspaceFolder": "/code/app/web",
              "containerEnv": {"IN": "i", "OF_IMAGE": "${containerEnv:PATH}", "OF_FILE": "[${containerEnv:IN}]"},
              "remoteEnv": {
                "A": "${localEnv:HOME:h}",
                "B": "${containerEnv:IN}${containerEnv:PATH}",
                "C": "${localWorkspaceFolder}",
                "D": "${localWorkspaceFolderBasename}",
                "E": "${containerWorkspaceFolder}",
                "F": "${containerWorkspaceFolderBasename}"
              }
            }
            """);

    assertThat(devContainer.containerEnvironment())
        .containsOnly(
            Map.entry("IN", "i"), Map.entry("OF_IMAGE", "/bin"), Map.entry("OF_FILE", "[]"));
    assertThat(devContainer.remoteEnvironment())
        .containsOnly(
            Map.entry("A", "h"),
            Map.entry("B", "i/bin"),
            Map.entry("C", "/code/app"),
            Map.entry("D", "app"),
            Map.entry("E", "/code/app/web"),
            Map.entry("F", "web"));
  }

  @Test
  void theIdIsThatOfTheProjectInTheSpecificationsForm() {
    String json = "{\"remoteEnv\": {\"ID\": \"${devcontainerId}\"}}";
    String id = String.valueOf(devContainer(json).remoteEnvironment().get("ID"));

    assertThat(id).matches("[0-9a-v]{52}");
    assertThat(devContainer(json).remoteEnvironment()).containsEntry("ID", id);
    assertThat(
            Repositories.request(json)
                .on(
                    Repositories.plain(),
                    new DevContainerContext(FOLDER, new UUID(8, 8), Allowances.NONE))
                .remoteEnvironment())
        .doesNotContainEntry("ID", id);
  }
}
