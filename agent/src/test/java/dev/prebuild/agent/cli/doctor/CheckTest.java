package dev.prebuild.agent.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.prebuild.agent.cli.doctor.EngineAnswer.Said;
import dev.prebuild.agent.cli.doctor.HttpFacts.Answered;
import dev.prebuild.agent.cli.doctor.HttpFacts.Distrusted;
import dev.prebuild.agent.cli.doctor.HttpFacts.Silent;
import dev.prebuild.agent.cli.doctor.Verdict.Broken;
import dev.prebuild.agent.cli.doctor.Verdict.Fine;
import dev.prebuild.agent.cli.doctor.Verdict.Warning;
import dev.prebuild.agent.cli.output.Paint;
import java.net.URI;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Facts in, verdicts out. */
final class CheckTest {
  private static final Path FILE = Path.of("/etc/file");
  private static final URI URL = URI.create("https://example.org");

  private static Said said(String newestApi, String driver) {
    return new Said("20.10.24", "1.12", newestApi, driver, "/var/lib/docker");
  }

  private static void assertIs(Class<? extends Verdict> kind, Check check) {
    assertThat(check.verdict()).as(check.subject()).isInstanceOf(kind);
    assertThat(check.verdict().what()).isNotBlank();
    assertThat(check.verdict().repair().isPresent()).isEqualTo(kind != Fine.class);
  }

  private static Class<? extends Verdict> kind(String name) {
    return switch (name) {
      case "fine" -> Fine.class;
      case "warning" -> Warning.class;
      default -> Broken.class;
    };
  }

  @Test
  void anEngineAnswersOrNot() {
    assertIs(Fine.class, new EngineChecks.Answers(FILE, said("1.41", "overlay2")));
    assertIs(Broken.class, new EngineChecks.Answers(FILE, new EngineAnswer.Silent("refused")));
  }

  @ParameterizedTest
  @CsvSource({
    "1.38,broken",
    "1.39,warning",
    "1.40,warning",
    "1.41,fine",
    "1.52,fine",
    "2.0,fine",
    "nonsense,broken",
    "1,broken",
    "'',broken"
  })
  void theEnginesApiHasToBeNewEnough(String newest, String verdict) {
    assertIs(kind(verdict), new EngineChecks.SpeaksApi(said(newest, "overlay2")));
  }

  @Test
  void progressIsSeenWithOverlay2AndAReadableDataRoot() {
    assertIs(Fine.class, new EngineChecks.Stores(said("1.41", "overlay2")));
    assertIs(Warning.class, new EngineChecks.Stores(said("1.41", "vfs")));
    assertIs(Fine.class, new EngineChecks.KeepsData(said("1.41", "overlay2"), true));
    assertIs(Warning.class, new EngineChecks.KeepsData(said("1.41", "overlay2"), false));
  }

  @Test
  void theDiskHasToHaveRoom() {
    assertIs(
        Fine.class, new HostChecks.HasRoom("engine", FILE, OptionalLong.of(10), 10, "make room"));
    assertIs(
        Broken.class, new HostChecks.HasRoom("engine", FILE, OptionalLong.of(9), 10, "make room"));
    assertIs(
        Warning.class,
        new HostChecks.HasRoom("engine", FILE, OptionalLong.empty(), 10, "make room"));
  }

  @ParameterizedTest
  @CsvSource({
    "git version 2.39.5,fine",
    "git version 2.37.0,fine",
    "git version 2.36.9,warning",
    "git version 1.99.1,warning",
    "git version 3.0.0,fine",
    "git version 2.39.3 (Apple Git-146),fine",
    "gut,warning"
  })
  void gitHasToBeNewEnough(String output, String verdict) {
    assertIs(kind(verdict), new HostChecks.HasGit(Optional.of(output)));
  }

  @Test
  void gitHasToBeThere() {
    assertIs(Broken.class, new HostChecks.HasGit(Optional.empty()));
  }

  @Test
  void whoHoldsTheLockHasToAnswer() {
    assertIs(Fine.class, new HostChecks.HoldsLock(FILE, Optional.empty(), false));
    assertIs(Fine.class, new HostChecks.HoldsLock(FILE, Optional.of(7L), true));
    assertIs(Broken.class, new HostChecks.HoldsLock(FILE, Optional.of(7L), false));
    assertIs(Warning.class, new HostChecks.HoldsLock(FILE, Optional.empty(), true));
  }

  @Test
  void theKernelTellsWhoHoldsALock() {
    String locks =
        """
        1: POSIX  ADVISORY  READ  11 fe:00:4242 0 EOF
        2: FLOCK  ADVISORY  WRITE 12 fe:00:4242 0 EOF
        3: POSIX  ADVISORY  WRITE 13 fe:00:14242 0 EOF
        4: POSIX  ADVISORY  WRITE 14 fe:00:4242 0 EOF
        """;

    assertThat(HostChecks.holder(locks, 4242)).contains(14L);
    assertThat(HostChecks.holder(locks, 42)).isEmpty();
    assertThat(HostChecks.holder("", 4242)).isEmpty();
  }

  private static FileFacts rights(String rights) {
    return new FileFacts.Present(PosixFilePermissions.fromString(rights));
  }

  @ParameterizedTest
  @CsvSource({
    "rw-------,fine,fine", "r--------,fine,fine", "rw-r-----,warning,fine",
    "rw----r--,warning,broken", "rw--w----,broken,broken", "rw-rw----,broken,broken",
    "rw-rw-rw-,broken,broken"
  })
  void settingsAreTheirOwnersAloneAndSecretsTheirGroupsToo(
      String rights, String ofSettings, String ofSecret) {
    assertIs(kind(ofSettings), new FileChecks.SettingsAreClosed(FILE, rights(rights)));
    assertIs(kind(ofSecret), new FileChecks.SecretIsClosed("token", FILE, rights(rights), false));
  }

  @Test
  void whatIsMissingCountsIfSomebodyHasToBringIt() {
    FileFacts missing = new FileFacts.Missing();

    assertIs(Broken.class, new FileChecks.SettingsAreClosed(FILE, missing));
    assertIs(Broken.class, new FileChecks.SecretIsClosed("token", FILE, missing, true));
    assertIs(Fine.class, new FileChecks.SecretIsClosed("token", FILE, missing, false));
    assertIs(
        Warning.class,
        new FileChecks.SecretIsClosed("token", FILE, new FileFacts.Hidden("denied"), true));
  }

  @Test
  void settingsHaveToMakeSense() {
    assertIs(Fine.class, new FileChecks.SettingsMakeSense(FILE, Optional.empty()));
    assertIs(Broken.class, new FileChecks.SettingsMakeSense(FILE, Optional.of("no")));
  }

  @Test
  void anAgentThatIsDownIsAWarningAndOneThatIsIllIsNot() {
    assertIs(Warning.class, new RemoteChecks.AgentAnswers(URL, new Silent("refused")));
    assertIs(Fine.class, new RemoteChecks.AgentAnswers(URL, answered(200, "{}")));
    assertIs(Broken.class, new RemoteChecks.AgentAnswers(URL, answered(503, "{\"disk\": \"\"}")));
    assertIs(Broken.class, new RemoteChecks.AgentAnswers(URL, answered(404, "")));
    assertIs(Broken.class, new RemoteChecks.AgentAnswers(URL, new Distrusted("unknown")));
    assertIs(Fine.class, new RemoteChecks.AgentTakesToken(FILE, answered(200, "{}")));
    assertIs(Broken.class, new RemoteChecks.AgentTakesToken(FILE, answered(500, "{}")));
    assertIs(Broken.class, new RemoteChecks.AgentTakesToken(FILE, answered(401, "{}")));
  }

  private static Answered answered(int status, String body) {
    return new Answered(status, body, Optional.empty());
  }

  @ParameterizedTest
  @CsvSource({
    "400,'{\"code\":\"invalid_argument\"}',fine",
    "404,'{\"code\":\"not_found\"}',fine",
    "400,'The plain HTTP request was sent to HTTPS port',broken",
    "404,'<html>',broken",
    "401,'',broken",
    "403,'',broken",
    "503,'',broken",
    "200,'<html>',broken"
  })
  void aControlPlaneRefusesTheReportAndNotTheToken(int status, String body, String verdict) {
    assertIs(
        kind(verdict), new RemoteChecks.ControlPlaneTakesToken(URL, FILE, answered(status, body)));
  }

  @Test
  void aControlPlaneThatIsSilentIsBroken() {
    assertIs(
        Broken.class, new RemoteChecks.ControlPlaneTakesToken(URL, FILE, new Silent("refused")));
    assertIs(
        Broken.class,
        new RemoteChecks.ControlPlaneTakesToken(URL, FILE, new Distrusted("unknown")));
  }

  @ParameterizedTest
  @CsvSource({"200,fine", "401,broken", "404,broken", "500,broken"})
  void anAgentOfItsOwnServesItsControlPlane(int status, String verdict) {
    assertIs(
        kind(verdict),
        new RemoteChecks.ServesControlPlane(FILE, Optional.of(answered(status, "{}"))));
  }

  @Test
  void aControlPlaneThatComesWithTheAgentIsNotMissedWithoutIt() {
    assertIs(Fine.class, new RemoteChecks.ServesControlPlane(FILE, Optional.empty()));
    assertIs(
        Broken.class,
        new RemoteChecks.ServesControlPlane(FILE, Optional.of(new Silent("refused"))));
  }

  @ParameterizedTest
  @CsvSource({"yes,fine", "no,warning"})
  void somethingHasToKeepTheClock(String isSynchronized, String verdict) {
    assertIs(kind(verdict), new HostChecks.KeepsTime(isSynchronized));
  }

  @ParameterizedTest
  @CsvSource({
    "0,fine",
    "5,fine",
    "-5,fine",
    "6,warning",
    "-60,warning",
    "61,broken",
    "-7200,broken"
  })
  void clocksHaveToAgree(long off, String verdict) {
    Instant there = Instant.parse("2026-03-01T12:00:00Z");

    assertIs(kind(verdict), new RemoteChecks.ClockAgrees(there.plusSeconds(off), there));
  }

  private static final Findings FINDINGS =
      new Findings(
          List.of(
              new Finding("git", new Fine("git version 2.39.5")),
              new Finding("agent", new Warning("none answers", "systemctl start it")),
              new Finding("settings", new Broken("one\ntwo", "mend them"))));

  @Test
  void findingsAreTold() {
    assertThat(FINDINGS.text(new Paint(false)))
        .isEqualTo(
            """
            ok      git: git version 2.39.5
            warn    agent: none answers
                    > systemctl start it
            broken  settings: one
                    two
                    > mend them

            1 broken, 1 warning""");
    assertThat(FINDINGS.isBroken()).isTrue();
    assertThat(new Findings(List.of(FINDINGS.all().getFirst())).text(new Paint(false)))
        .endsWith("\n\nall is well");
    assertThat(new Findings(FINDINGS.all().subList(0, 2)).isBroken()).isFalse();
  }

  @Test
  void findingsAreToldToPrograms() throws Exception {
    JsonNode json = new ObjectMapper().readTree(FINDINGS.json());

    assertThat(json.path("broken").asInt()).isEqualTo(1);
    assertThat(json.path("warnings").asInt()).isEqualTo(1);
    assertThat(json.path("findings").findValuesAsText("verdict"))
        .containsExactly("fine", "warning", "broken");
    assertThat(json.path("findings").path(0).has("repair")).isFalse();
    assertThat(json.path("findings").path(2).path("repair").asText()).isEqualTo("mend them");
  }
}
