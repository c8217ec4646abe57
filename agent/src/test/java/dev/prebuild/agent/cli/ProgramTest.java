package dev.prebuild.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.prebuild.agent.testkit.SecretFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ProgramTest {
  private static final String ID = "runner: {id: 11111111-1111-1111-1111-111111111111}\n";

  @TempDir Path folder;

  private String settings(String yaml) throws IOException {
    return Files.writeString(folder.resolve("settings.yaml"), yaml).toString();
  }

  private static JsonNode json(String text) throws IOException {
    return new ObjectMapper().readTree(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "version 1",
        "nonsense",
        "nonsense x",
        "run a b",
        "prebuild",
        "prebuild create",
        "pool create lua",
        "pool create lua --min one --max 2",
        "environment claim lua --wait soon",
        "environment claim lua --id 1",
        "environment claim lua --secret TOKEN",
        "init --image debian:13",
        "status --output xml",
        "completion fish",
        "help nonsense",
        "status --url nonsense",
        "status --url ftp://127.0.0.1",
        "status --url http://",
        "status --url http://[1"
      })
  void wrongUseIsToldHow(String line) {
    Ran ran = Ran.program(line);

    assertThat(ran.exitCode()).isEqualTo(2);
    assertThat(ran.err()).startsWith("prebuild-agent: ").contains("--help").hasLineCount(1);
    assertThat(ran.out()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"--certificate-file /c", "--key-file /k"})
  void aCertificateIsOfNoUseWithoutItsKey(String option) {
    Ran ran = Ran.program("status --url https://127.0.0.1:1 --token-file /t " + option);

    assertThat(ran.exitCode()).isEqualTo(2);
    assertThat(ran.err()).contains("--certificate-file and --key-file go together");
  }

  private String token() throws IOException {
    return SecretFile.write(folder.resolve("token"), "not-a-real-one").toString();
  }

  @Test
  void aClaimWithoutAnAnswerTellsHowToAskForTheSameOne() throws IOException {
    Ran ran =
        Ran.program(
            "environment claim 11111111-1111-1111-1111-111111111111"
                + " --class 22222222-2222-2222-2222-222222222222"
                + " --id 33333333-3333-3333-3333-333333333333 --settings "
                + settings("%shttp: {port: 1, tokenFile: %s}".formatted(ID, token())));

    assertThat(ran.exitCode()).isEqualTo(4);
    assertThat(ran.err()).contains("--id=33333333-3333-3333-3333-333333333333");
  }

  @Test
  void anAgentThatIsNamedWithoutSettingsIsItsOwnControlPlane() throws IOException {
    Ran ran =
        Ran.program(
            "pool list --url http://127.0.0.2:1 --settings %s --user-token-file %s"
                .formatted(folder.resolve("none.yaml"), token()));

    assertThat(ran.exitCode()).isEqualTo(4);
    assertThat(ran.err()).contains("http://127.0.0.2:1/");
  }

  @Test
  void aTokenThatIsOpenToOthersIsNotTaken() throws IOException {
    Path open = Files.writeString(folder.resolve("open"), "not-a-real-one");
    Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rw-r--r--"));
    Ran ran =
        Ran.program(
            "pool list --url http://127.0.0.2:1 --settings %s --user-token-file %s"
                .formatted(folder.resolve("none.yaml"), open));

    assertThat(ran.exitCode()).isEqualTo(2);
    assertThat(ran.err()).contains("chmod 600");
  }

  @ParameterizedTest
  @ValueSource(strings = {"control.example.org/", "http://control_plane:8080/", "ftp://a/"})
  void whatCannotBeCalledIsTold(String url) throws IOException {
    String file = settings("%scontrolPlane: {url: '%s'}".formatted(ID, url));

    assertThat(Ran.program("prebuild list --settings " + file).exitCode()).isEqualTo(2);
    Ran doctor = Ran.program("doctor --settings " + file);
    assertThat(doctor.exitCode()).isEqualTo(1);
    assertThat(doctor.out()).contains("control plane");
    assertThat(doctor.err()).isEmpty();
  }

  @Test
  void aWordThatIsAlmostACommandIsAnsweredWithIt() {
    assertThat(Ran.program("statsu").err())
        .startsWith("prebuild-agent: there is no command 'statsu' (did you mean status");
    assertThat(Ran.program("pool rezise x").err()).contains("'rezise'", "resize");
    assertThat(Ran.program("status --outptu json").err()).contains("--outptu");
  }

  @ParameterizedTest
  @ValueSource(strings = {"--output json nonsense", "nonsense --output json"})
  void programsAreToldOfWrongUseAsWell(String line) throws IOException {
    Ran ran = Ran.program(line);

    assertThat(ran.exitCode()).isEqualTo(2);
    assertThat(json(ran.err()).path("error").path("kind").asText()).isEqualTo("wrong_use");
    assertThat(json(ran.err()).path("error").path("exitCode").asInt()).isEqualTo(2);
  }

  @Test
  void checkPraisesGoodSettings() throws IOException {
    String file = settings(ID);

    assertThat(Ran.program("check " + file)).isEqualTo(new Ran(0, file + " is fine\n", ""));
    assertThat(Ran.program("check --settings " + file)).isEqualTo(Ran.program("check " + file));
    assertThat(json(Ran.program("check --output json " + file).out()).path("fine").asBoolean())
        .isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"check", "run", "standalone"})
  void badSettingsAreToldAndNothingIsStarted(String command) throws IOException {
    Ran ran = Ran.program(command + " " + settings(ID + "http: {prt: 1}\n"));

    assertThat(ran.exitCode()).isEqualTo(2);
    assertThat(ran.err()).contains("prt", "port").doesNotContain("Exception");
    assertThat(ran.out()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"check", "status", "pool list", "environment list", "drain"})
  void aFileThatIsNotThereIsToldInWords(String command) {
    Ran ran = Ran.program(command + " --settings " + folder.resolve("none.yaml"));

    assertThat(ran.exitCode()).isEqualTo(2);
    assertThat(ran.err()).contains("none.yaml").doesNotContain("Exception");
  }

  @Test
  void whatCannotComeUpSaysWhy() throws IOException {
    Ran ran =
        Ran.program(
            "run " + settings(ID + "engine: {socket: %s/none/docker.sock}\n".formatted(folder)));

    assertThat(ran.exitCode()).isEqualTo(3);
    assertThat(ran.err()).startsWith("prebuild-agent: ").contains("none/docker.sock");
  }

  @Test
  void standaloneNeedsToKnowWhatItServes() throws IOException {
    String yaml =
        """
        engine: {socket: %1$s/docker.sock}
        paths: {state: %1$s/state, runtime: %1$s/runtime}
        log: {level: ERROR}
        """
            .formatted(folder);

    Ran ran = Ran.program("standalone " + settings(ID + yaml));

    assertThat(ran.exitCode()).isEqualTo(3);
    assertThat(ran.err()).contains("section 'standalone'");
  }

  @Test
  void versionIsOneLine() {
    Ran ran = Ran.program("version");

    assertThat(ran.exitCode()).isZero();
    assertThat(ran.out()).startsWith("prebuild-agent ").hasLineCount(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"--output json version", "version --output json", "version --output=JSON"})
  void globalOptionsStandAnywhere(String line) throws IOException {
    assertThat(json(Ran.program(line).out()).has("version")).isTrue();
  }

  @Test
  void helpTellsCommandsAndExitCodes() {
    Ran ran = Ran.program("help");

    assertThat(ran.exitCode()).isZero();
    assertThat(ran.out())
        .contains("standalone", "doctor", "environment", "Exit codes:", "5 ", "cannot come up")
        .isEqualTo(Ran.program("--help").out());
  }

  @ParameterizedTest
  @CsvSource({
    "help pool resize,pool resize --help",
    "help status,status -h",
    "help prebuild,prebuild --help"
  })
  void helpIsTheSameHoweverItIsAskedFor(String one, String other) {
    assertThat(Ran.program(one).out()).startsWith("Usage: prebuild-agent ");
    assertThat(Ran.program(one)).isEqualTo(Ran.program(other));
  }

  @ParameterizedTest
  @ValueSource(strings = {"status", "drain", "environment list", "environment release 1"})
  void anAgentThatIsAwayIsToldWithWhatToDo(String command) throws IOException {
    Path token = Files.writeString(folder.resolve("token"), "secret-of-the-agent");
    // Nobody listens on port 1.
    String place = " --url http://127.0.0.1:1/ --token-file " + token;

    Ran ran = Ran.program(command + place);

    assertThat(ran.exitCode()).isEqualTo(4);
    assertThat(ran.err())
        .contains("http://127.0.0.1:1", "systemctl status prebuild-agent")
        .doesNotContain("secret-of-the-agent");
    assertThat(json(Ran.program(command + place + " --output json").err()).path("error"))
        .isEqualTo(
            json(
                "{\"exitCode\": 4, \"kind\": \"unreachable\", \"message\": %s}"
                    .formatted(
                        new ObjectMapper()
                            .writeValueAsString(
                                ran.err().strip().substring("prebuild-agent: ".length())))));
  }

  @Test
  void aTokenThatIsNotThereIsNamed() throws IOException {
    String file =
        settings(ID + "paths: {state: %s, runtime: /none}\nhttp: {port: 1}\n".formatted(folder));

    Ran ran = Ran.program("status --settings " + file);

    assertThat(ran.exitCode()).isEqualTo(4);
    assertThat(ran.err()).contains(folder.resolve("agent.token").toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "two words of a secret", "a secret\nof two lines", "g\u0000arbage"})
  void aFileThatHoldsNoTokenIsNamedAndNotShown(String content) throws IOException {
    Path token = Files.writeString(folder.resolve("token"), content);

    Ran ran = Ran.program("status --url http://127.0.0.1:1 --token-file " + token);

    assertThat(ran.exitCode()).isEqualTo(2);
    assertThat(ran.err()).contains(token.toString()).hasLineCount(1);
    assertThat(ran.out()).isEmpty();
    assertThat(ran.err()).doesNotContain("secret", "arbage");
  }

  @Test
  void aUsersTokenHasToBeOneToo() throws IOException {
    Path token = Files.writeString(folder.resolve("token"), "a secret of words");

    Ran ran =
        Ran.program("pool list --user-token-file %s --settings %s".formatted(token, settings(ID)));

    assertThat(ran.exitCode()).isEqualTo(2);
    assertThat(ran.err()).contains(token.toString()).doesNotContain("secret");
  }

  @Test
  void aRemoteControlPlaneNeedsAUsersToken() throws IOException {
    Ran ran = Ran.program("pool list --settings " + settings(ID));

    assertThat(ran.exitCode()).isEqualTo(2);
    assertThat(ran.err()).contains("--user-token-file");
  }

  @Test
  void aSecretIsNotTakenFromTheCommandLine() throws IOException {
    Path token = Files.writeString(folder.resolve("token"), "token");
    String id = "11111111-1111-1111-1111-111111111111";

    Ran ran =
        Ran.program(
            "environment claim %s --class %s --secret TOKEN=swordfish --url http://127.0.0.1:1 --token-file %s"
                .formatted(id, id, token));

    assertThat(ran.exitCode()).isEqualTo(2);
    assertThat(ran.err()).contains("TOKEN", "file");
  }
}
