package dev.prebuild.agent.cli.place;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prebuild.agent.settings.SettingsTree;
import dev.prebuild.config.settings.CallerTlsSettings;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PlaceTest {
  private static final String STANDALONE =
      """
      paths: {state: /state}
      http: {port: 9000}
      standalone:
        environmentClasses:
          - {id: c1, name: regular}
        projects:
          - {id: p1, name: lua, defaultClassId: c1}
      """;

  private static final CallerTlsSettings AUTHORITIES =
      new CallerTlsSettings(Optional.of(Path.of("/c")), Optional.empty(), Optional.empty());

  @TempDir Path folder;

  private Place place(String yaml, Place.Overrides overrides) throws Exception {
    Path file = Files.writeString(folder.resolve("settings.yaml"), yaml);
    return Place.of(SettingsTree.read(file), overrides);
  }

  @Test
  void aStandaloneAgentIsItsOwnControlPlane() throws Exception {
    Place place = place(STANDALONE, Place.Overrides.NONE);

    assertThat(place.agent()).hasToString("http://127.0.0.1:9000");
    assertThat(place.controlPlane()).isEqualTo(place.agent());
    assertThat(place.agentToken()).hasToString("/state/agent.token");
    assertThat(place.userToken()).contains(Path.of("/state/user.token"));
    assertThat(place.names().projectId("lua")).isEqualTo("p1");
    assertThat(place.names().defaultClass("p1")).contains("c1");
    assertThat(place.names().environmentClass("c1")).isEqualTo("regular");
  }

  @Test
  void aHostOfARemoteOneKnowsNoNames() throws Exception {
    Place place =
        place(
            "controlPlane: {url: https://example.org/api/}\nhttp: {tokenFile: /t}",
            Place.Overrides.NONE);

    assertThat(place.controlPlane()).hasToString("https://example.org/api");
    assertThat(place.agent()).hasToString("http://127.0.0.1:8750");
    assertThat(place.agentToken()).hasToString("/t");
    assertThat(place.userToken()).isEmpty();
    assertThat(place.names()).isEqualTo(Names.NONE);
    assertThat(place.names().project("11111111-1111-1111-1111-111111111111")).isEqualTo("11111111");
  }

  @Test
  void whatIsTypedGoesBeforeTheSettings() throws Exception {
    Place place =
        place(
            STANDALONE,
            new Place.Overrides(
                Optional.of(URI.create("https://other:1/")),
                AUTHORITIES,
                Optional.of(Path.of("/a")),
                Optional.of(Path.of("/u"))));

    assertThat(place.agent()).hasToString("https://other:1");
    assertThat(place.controlPlane()).hasToString("https://other:1");
    assertThat(place.agentToken()).hasToString("/a");
    assertThat(place.userToken()).contains(Path.of("/u"));
    assertThat(place.callerTls()).isEqualTo(AUTHORITIES);
  }

  @Test
  void whatIsSecuredIsCalledThatWay() throws Exception {
    String yaml =
        """
        http: {tls: {certificateFile: /c, keyFile: /k}}
        controlPlane: {url: "https://example.org", tls: {authoritiesFile: /a}}
        """;
    Place place = place(yaml, Place.Overrides.NONE);

    assertThat(place.agent()).hasToString("https://127.0.0.1:8750");
    assertThat(place.agentTls().orElseThrow().keyFile()).hasToString("/k");
    assertThat(place.controlPlaneTls().orElseThrow().authoritiesFile()).contains(Path.of("/a"));
  }

  /** Another agent has another certificate. */
  @Test
  void whatIsTypedIsNotSecuredByTheSettings() throws Exception {
    Place.Overrides other =
        new Place.Overrides(
            Optional.of(URI.create("https://other:1")),
            AUTHORITIES,
            Optional.empty(),
            Optional.empty());

    assertThat(place("http: {tls: {certificateFile: /c, keyFile: /k}}", other).agentTls())
        .isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "0.0.0.0,http://127.0.0.1:8750",
    "'\"::\"',http://127.0.0.1:8750",
    "'\"fe80::1\"',http://[fe80::1]:8750",
    "build-1.example.org,http://build-1.example.org:8750"
  })
  void whatListensEverywhereIsCalledOverLoopback(String host, String url) throws Exception {
    assertThat(place("http: {host: %s}".formatted(host), Place.Overrides.NONE).agent())
        .hasToString(url);
  }
}
