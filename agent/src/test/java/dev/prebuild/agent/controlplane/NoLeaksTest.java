package dev.prebuild.agent.controlplane;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.PatternLayout;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.google.protobuf.ByteString;
import dev.prebuild.agent.controlplane.identity.Keys;
import dev.prebuild.agent.controlplane.store.Databases;
import dev.prebuild.agent.controlplane.store.Store;
import dev.prebuild.agent.testkit.SecretFile;
import dev.prebuild.config.wire.gitpod.v1.Prebuild;
import dev.prebuild.config.wire.gitpod.v1.PrebuildPhase;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** Whatever goes right or wrong, no secret is written to the log or told to a caller. */
class NoLeaksTest {
  private static final String PASSWORD = "correct-horse-battery";
  private static final String WRONG_TOKEN = "a-token-that-is-nobodys-here";

  @TempDir private Path folder;
  private final ListAppender<ILoggingEvent> appender = new ListAppender<>();
  private final Logger ours = (Logger) LoggerFactory.getLogger("dev.prebuild");
  private final List<String> refusals = new ArrayList<>();

  @BeforeEach
  void listen() {
    appender.start();
    ours.setLevel(Level.TRACE);
    ours.setAdditive(false);
    ours.addAppender(appender);
  }

  @AfterEach
  void stopListening() {
    ours.detachAppender(appender);
    ours.setAdditive(true);
    ours.setLevel(null);
  }

  @Test
  void nothingSecretIsLoggedOrTold() throws Exception {
    List<String> secrets = new ArrayList<>(List.of(PASSWORD, WRONG_TOKEN));
    try (ControlPlaneFixture plane = ControlPlaneFixture.in(folder).open()) {
      for (Who who : Who.values()) {
        secrets.add(plane.token(who));
      }
      Prebuild prebuild = live(plane);
      secrets.add(plane.user().createLogsToken(prebuild));
      fail(plane, secrets);
      // And once more with the tokens that there are by now.
      plane.controlPlane().take(TestCatalog.settings(folder));
    }
    secrets.addAll(keys());

    String told = String.join("\n", refusals);
    String log = log();
    assertThat(log).as("the log works").contains("a status report is refused", "credentials file");
    assertThat(told).as("refusals do come").contains("unauthenticated", "invalid_argument");
    for (String secret : secrets) {
      assertThat(log).doesNotContain(secret);
      assertThat(told).doesNotContain(secret);
    }
  }

  /** A prebuild with credentials, and with credentials that cannot be read. */
  private Prebuild live(ControlPlaneFixture plane) throws Exception {
    Path credentials = folder.resolve("credentials");
    SecretFile.write(credentials, "user:" + PASSWORD);
    Prebuild prebuild = plane.user().createPrebuild(TestCatalog.PROJECT, TestCatalog.SMALL);
    plane.host().moveOn(prebuild, PrebuildPhase.PREBUILD_PHASE_RUNNING);
    SecretFile.write(credentials, PASSWORD);
    plane.host().sync();
    return prebuild;
  }

  /** Each secret where it does not belong: as a token with a letter too many, and in a field. */
  private void fail(ControlPlaneFixture plane, List<String> secrets) throws Exception {
    Prebuild prebuild = plane.user().createPrebuild(TestCatalog.PROJECT, TestCatalog.SMALL);
    String sync = "prebuildagent.v1.RunnerService/Sync";
    String list = "gitpod.v1.PrebuildService/ListPrebuilds";
    for (String secret : secrets) {
      refused(plane, list, "{}", secret + "x");
      refused(plane, sync, "{}", secret + "x");
    }
    refused(plane, list, "{", plane.token(Who.USER));
    refused(plane, list, "{\"pagination\": {\"token\": \"x\"}}", plane.token(Who.USER));
    refused(plane, sync, "{}", plane.token(Who.RUNNER));
    refused(plane, sync, "{}", plane.token(Who.USER));
    refused(plane, list, "{}", plane.token(Who.RUNNER));
    refused(plane, list.replace("List", "Forget"), "{}", plane.token(Who.USER));
    refused(
        plane,
        "prebuildagent.v1.RunnerService/ReportPrebuildStatus",
        JsonNodeFactory.instance
            .objectNode()
            .put("prebuildId", prebuild.getId())
            .put("host", "another")
            .toString(),
        plane.token(Who.RUNNER));
  }

  private void refused(ControlPlaneFixture plane, String path, String body, String token)
      throws Exception {
    var response = plane.json(path, body, token);
    assertThat(response.statusCode()).as(response.body()).isGreaterThanOrEqualTo(400);
    assertThat(new JsonMapper().readTree(response.body()).has("code")).isTrue();
    refusals.add(response.headers().map() + response.body());
  }

  /** What the control plane signs with, as it could be written down. */
  private List<String> keys() {
    try (Store store =
        Store.open(Databases.open(Optional.empty(), folder), InstantSource.system())) {
      Keys keys = Keys.of(store);
      return List.of(keys.pageTokens(), keys.logsPrivate()).stream()
          .map(ByteString::toByteArray)
          .flatMap(
              key ->
                  List.of(
                      Base64.getEncoder().encodeToString(key),
                      Base64.getUrlEncoder().withoutPadding().encodeToString(key),
                      HexFormat.of().formatHex(key))
                      .stream())
          .toList();
    }
  }

  /** All that was logged, as it would be written to a file with everything shown. */
  private String log() {
    PatternLayout layout = new PatternLayout();
    layout.setContext(ours.getLoggerContext());
    layout.setPattern("%level %logger %msg %kvp %mdc%n%ex{full}");
    layout.start();
    return appender.list.stream().map(layout::doLayout).collect(Collectors.joining());
  }
}
