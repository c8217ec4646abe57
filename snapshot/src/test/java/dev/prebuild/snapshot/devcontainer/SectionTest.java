package dev.prebuild.snapshot.devcontainer;

import static dev.prebuild.snapshot.devcontainer.Repositories.devContainer;
import static dev.prebuild.snapshot.devcontainer.Repositories.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

final class SectionTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"image\": 1}                           | image must be a text, not a number",
        "{\"remoteUser\": {}}                     | remoteUser must be a text, not an object",
        "{\"privileged\": \"true\"}               | privileged must be true or false, not a text",
        "{\"containerEnv\": []}                   | containerEnv must be an object, not a list",
        "{\"containerEnv\": {\"PORT\": 80}}       | containerEnv.PORT must be a text, not a number",
        "{\"remoteEnv\": {\"A\": [\"b\"]}}        | remoteEnv.A must be a text, not a list",
        "{\"capAdd\": \"SYS_PTRACE\"}             | capAdd must be a list, not a text",
        "{\"capAdd\": [\"A\", 2]}                 | capAdd[1] must be a text, not a number",
        "{\"runArgs\": [null]}                    | runArgs[0] must be a text, not null",
        "{\"mounts\": [1]}                        | mounts must be a list of texts and objects",
        "{\"forwardPorts\": 80}                   | forwardPorts must be a list, not a number",
        "{\"appPort\": true}                      | appPort must be a text or a number or a list, not true or false",
        "{\"onCreateCommand\": 1}                 | onCreateCommand must be a text or a list or an object, not a number",
        "{\"onCreateCommand\": {\"a\": {}}}       | onCreateCommand.a must be a text or a list of texts",
        "{\"onCreateCommand\": [\"a\", 1]}        | onCreateCommand[1] must be a text, not a number",
        "{\"onCreateCommand\": [\"\", \"a\"]}     | onCreateCommand must be a list that begins with the name of a program",
        "{\"postCreateCommand\": 1}               | postCreateCommand must be a text or a list or an object, not a number",
        "{\"build\": \"Dockerfile\"}              | build must be an object, not a text",
        "{\"build\": {\"dockerfile\": []}}        | build.dockerfile must be a text, not a list",
        "{\"build\": {\"dockerfile\": \"D\", \"args\": {\"A\": 1}}} | build.args.A must be a text, not a number",
        "{\"image\": \"a\", \"features\": [\"git\"]} | features must be an object, not a list",
        "{\"remoteUser\": \"a\\u0000b\"}          | remoteUser must be a text without the character NUL",
      })
  void aWrongKindIsRefusedByNameAndWithWhatItMustBe(String json, String message) {
    assertThatThrownBy(() -> request(json))
        .isInstanceOf(InvalidDevContainerException.class)
        .hasMessage(Repositories.FILE + ": " + message);
  }

  @ParameterizedTest
  @EnumSource(DevContainerProperty.class)
  void nullIsTheSameAsAbsent(DevContainerProperty property) {
    DevContainer devContainer = devContainer("{\"%s\": null}".formatted(property.json()));

    assertThat(devContainer).isEqualTo(devContainer("{}"));
  }

  static final List<DevContainerProperty> ALL = Arrays.asList(DevContainerProperty.values());

  @ParameterizedTest
  @FieldSource("ALL")
  void everyPropertyRefusesAKindThatItDoesNotTake(DevContainerProperty property) {
    String wrong = property.kinds().contains(JsonKind.FLAG) ? "1" : "true";

    assertThatThrownBy(() -> request("{\"%s\": %s}".formatted(property.json(), wrong)))
        .hasMessageStartingWith(Repositories.FILE + ": " + property.json() + " must be ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"unheardOf\": 1}", "{\"Image\": true}", "{\"image \": {}}"})
  void unknownPropertiesArePassedOver(String json) {
    assertThat(devContainer(json)).isEqualTo(devContainer("{}"));
  }
}
