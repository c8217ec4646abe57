package dev.prebuild.snapshot.devcontainer;

import static dev.prebuild.snapshot.devcontainer.Repositories.allowing;
import static dev.prebuild.snapshot.devcontainer.Repositories.devContainer;
import static dev.prebuild.snapshot.devcontainer.Repositories.labelled;
import static dev.prebuild.snapshot.devcontainer.Repositories.names;
import static dev.prebuild.snapshot.devcontainer.Repositories.request;
import static dev.prebuild.snapshot.devcontainer.Repositories.texts;
import static org.assertj.core.api.Assertions.assertThat;

import dev.prebuild.snapshot.devcontainer.Privileges.ExtraMount;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class MetadataTest {
  private static Privileges granted(String json, String label) {
    return request(json).on(labelled(label), allowing(Repositories.EVERYTHING)).granted();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{}                        | []                                  | nobody",
        "{\"remoteUser\": \"a\"}   | []                                  | a",
        "{\"containerUser\": \"b\"} | []                                 | b",
        "{\"containerUser\": \"b\", \"remoteUser\": \"a\"} | []          | a",
        "{}                        | [{\"remoteUser\": \"i\"}]           | i",
        "{}                        | {\"remoteUser\": \"i\"}             | i",
        "{}                        | [{\"remoteUser\": \"i\"}, {\"remoteUser\": \"j\"}, {}] | j",
        "{\"remoteUser\": \"a\"}   | [{\"remoteUser\": \"i\"}]           | a",
        "{\"remoteUser\": \"\"}    | [{\"remoteUser\": \"i\"}]           | i",
        "{\"containerUser\": \"b\"} | [{\"remoteUser\": \"i\"}]          | i",
        "{\"remoteUser\": \"${localEnv:USER:u}\"} | []                   | u",
        "{\"remoteUser\": \"1000:1000\"} | []                            | 1000:1000",
      })
  void theLastThatNamesAUserIsRight(String json, String label, String user) {
    assertThat(devContainer(json, label).user().orElse("nobody")).isEqualTo(user);
  }

  @ParameterizedTest
  @ValueSource(strings = {"-x", "a b", "a\\nb", " "})
  void whatIsNoNameOfAUserIsLeftOut(String user) {
    DevContainer devContainer =
        devContainer("{\"remoteUser\": \"%s\", \"containerUser\": \"b\"}".formatted(user));

    assertThat(devContainer.user()).contains("b");
    assertThat(texts(devContainer)).singleElement().asString().startsWith("remoteUser is left out");
  }

  @Test
  void ofAVariableTheLastValueIsRight() {
    DevContainer devContainer =
        devContainer(
            "{\"containerEnv\": {\"B\": \"file\"}, \"remoteEnv\": {\"C\": null, \"D\": \"file\"}}",
            """
            [
              {"containerEnv": {"A": "one", "B": "one"}, "remoteEnv": {"C": "one"}},
              {"containerEnv": {"A": "two"}, "remoteEnv": {"E": "${containerEnv:A}"}}
            ]
            """);

    assertThat(devContainer.containerEnvironment())
        .containsOnly(Map.entry("A", "two"), Map.entry("B", "file"));
    assertThat(devContainer.remoteEnvironment())
        .containsOnly(Map.entry("D", "file"), Map.entry("E", "two"));
  }

  @Test
  void whatIsNoNameOfAVariableIsLeftOut() {
    DevContainer devContainer =
        devContainer(
            "{\"remoteEnv\": {\"A=B\": \"1\", \"\": \"2\", \"C\\nD\": \"3\", \"E\": \"4\"}}");

    assertThat(devContainer.remoteEnvironment()).containsOnly(Map.entry("E", "4"));
    assertThat(texts(devContainer))
        .containsExactly(
            "remoteEnv.A=B is left out: it is no name of a variable",
            "remoteEnv. is left out: it is no name of a variable",
            "remoteEnv.C?D is left out: it is no name of a variable");
  }

  @Test
  void privilegesAddUp() {
    String label =
        """
        [
          {"privileged": true, "capAdd": ["SYS_PTRACE"], "securityOpt": ["seccomp=unconfined"]},
          {"init": true, "privileged": false, "capAdd": ["NET_ADMIN", "SYS_PTRACE"]}
        ]
        """;

    Privileges granted =
        granted("{\"privileged\": false, \"securityOpt\": [\"seccomp=unconfined\"]}", label);

    assertThat(granted.privileged()).isTrue();
    assertThat(granted.init()).isTrue();
    assertThat(granted.capabilities()).containsOnly("SYS_PTRACE", "NET_ADMIN");
    assertThat(granted.securityOptions()).containsExactly("seccomp=unconfined");
  }

  @Test
  void ofMountsAtOneTargetTheLastIsRight() {
    String label =
        "[{\"mounts\": [\"source=a,target=/cache\", {\"type\": \"volume\", \"target\": \"/data/\"}]}]";

    assertThat(granted("{\"mounts\": [\"type=tmpfs,dst=/data\"]}", label).mounts())
        .containsExactly(new ExtraMount("volume", "/cache"), new ExtraMount("tmpfs", "/data"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "no JSON", "1", "\"text\"", "{", "[[[", "[1]", "[{\"remoteUser\": 1}]"})
  void aLabelThatMakesNoSenseIsPassedOverWithAWarning(String label) {
    DevContainer devContainer = devContainer("{\"remoteUser\": \"dev\"}", label);

    assertThat(devContainer.user()).contains("dev");
    assertThat(texts(devContainer))
        .singleElement()
        .asString()
        .startsWith("passed over: ")
        .contains("the image's label devcontainer.metadata");
  }

  @Test
  void anEntryThatMakesNoSenseDoesNotTakeTheOthersWithIt() {
    DevContainer devContainer =
        devContainer("{}", "[{\"remoteUser\": \"i\"}, {\"init\": \"yes\", \"remoteUser\": \"j\"}]");

    assertThat(devContainer.user()).contains("i");
    assertThat(texts(devContainer))
        .containsExactly(
            "passed over: an entry of the image's label devcontainer.metadata:"
                + " init must be true or false, not a text");
  }

  @Test
  void warningsHaveALimit() {
    DevContainer devContainer = devContainer("{}", "[" + "1,".repeat(100_000) + "1]");

    assertThat(devContainer.warnings()).hasSize(51);
    assertThat(texts(devContainer).getLast()).isEqualTo("and 99951 more of these");
  }

  @Test
  void theSnapshotSaysWhatToolsNeedWithVariablesStillInIt() {
    String label =
        """
        [
          {"id": "git:1", "onCreateCommand": "one", "entrypoint": "/init.sh"},
          {"onCreateCommand": "two", "updateContentCommand": "three"},
          {"remoteUser": "i", "postStartCommand": "start"}
        ]
        """;
    String json =
        """
        {
          "name": "app", "image": "a", "runArgs": [], "workspaceFolder": "/w",
          "initializeCommand": "never again", "onCreateCommand": "done",
          "postCreateCommand": {"a": "x"}, "postAttachCommand": ["y"],
          "remoteEnv": {"A": "${localEnv:B}", "C": null}, "unheardOf": 1,
          "customizations": {"vscode": {"extensions": ["e"]}}
        }
        """;

    assertThat(LimitedJson.read("label", devContainer(json, label).metadata()))
        .isEqualTo(
            LimitedJson.read(
                "label",
                """
                [
                  {"id": "git:1", "entrypoint": "/init.sh"},
                  {"remoteUser": "i", "postStartCommand": "start"},
                  {
                    "postCreateCommand": {"a": "x"}, "postAttachCommand": ["y"],
                    "remoteEnv": {"A": "${localEnv:B}", "C": null},
                    "customizations": {"vscode": {"extensions": ["e"]}}
                  }
                ]
                """));
  }

  @Test
  void withoutAFileThatOfTheImageStays() {
    DevContainer devContainer =
        DevContainerRequest.NONE.on(
            labelled("{\"remoteUser\": \"i\", \"onCreateCommand\": \"x\"}"),
            allowing(Repositories.EVERYTHING));

    assertThat(devContainer.user()).contains("i");
    assertThat(devContainer.metadata()).isEqualTo("[{\"remoteUser\":\"i\"}]");
    assertThat(names(devContainer.lifecycle())).containsExactly("onCreateCommand (image)");
  }

  @Test
  void withNeitherThereIsNothing() {
    DevContainer devContainer =
        DevContainerRequest.NONE.on(Repositories.plain(), allowing(Repositories.EVERYTHING));

    assertThat(devContainer)
        .isEqualTo(
            new DevContainer(
                Optional.empty(),
                Map.of(),
                Map.of(),
                Repositories.FOLDER,
                Repositories.FOLDER,
                List.of(),
                Privileges.NONE,
                "[]",
                List.of()));
  }

  @Test
  void aFileThatTheReferenceCommandHasRecordedInTheImageCountsOnce() {
    String json =
        """
        {
          "image": "a", "features": {"git:1": {}}, "onCreateCommand": "x",
          "remoteEnv": {"A": "${localEnv:B}"}, "customizations": {"vscode": {}}
        }
        """;
    String label =
        """
        [
          {"id": "git:1", "onCreateCommand": "of the feature"},
          {"remoteEnv": {"A": "${localEnv:B}"}, "onCreateCommand": "x", "customizations": {"b": {}}}
        ]
        """;

    assertThat(names(devContainer(json, label).lifecycle()))
        .containsExactly("onCreateCommand (image)", "onCreateCommand");
    assertThat(
            names(
                devContainer(json.replace("\"git:1\"", "\"\"").replace("{\"\": {}}", "{}"), label)
                    .lifecycle()))
        .containsExactly(
            "onCreateCommand (image)", "onCreateCommand (image, 2)", "onCreateCommand");
  }
}
