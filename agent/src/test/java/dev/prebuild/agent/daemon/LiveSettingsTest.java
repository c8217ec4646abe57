package dev.prebuild.agent.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.prebuild.agent.settings.InvalidSettingsException;
import dev.prebuild.config.settings.Settings;
import dev.prebuild.config.settings.StandaloneSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class LiveSettingsTest {
  private static final String ID = "11111111-1111-1111-1111-111111111111";
  private static final String RUNNER = "runner: {id: %s, host: one}\n".formatted(ID);
  private static final String STANDALONE =
      """
      standalone:
        organizationId: %s
        environmentClasses: [{id: %s, name: small, image: "debian:13"}]
      """
          .formatted(ID, ID);

  @TempDir Path folder;

  private Path file;
  private LiveSettings live;

  @BeforeEach
  void start() throws IOException, InvalidSettingsException {
    file = folder.resolve("settings.yaml");
    write(RUNNER + STANDALONE);
    live = LiveSettings.read(file);
  }

  private void write(String yaml) throws IOException {
    Files.writeString(file, yaml);
  }

  private StandaloneSettings standalone() {
    return live.get().standalone().orElseThrow();
  }

  @Test
  void theControlPlanesSectionAndTheCordonAreTakenUp()
      throws IOException, InvalidSettingsException {
    write(RUNNER.replace("}", ", cordoned: true}") + STANDALONE + "  lease: 5m\n");

    Settings after = live.reread();

    assertThat(after).isEqualTo(live.get());
    assertThat(after.runner().cordoned()).isTrue();
    assertThat(standalone().lease().toMinutes()).isEqualTo(5);
  }

  @Test
  void whatNeedsARestartStays() throws IOException, InvalidSettingsException {
    Settings before = live.get();
    write(
        """
        runner: {id: 22222222-2222-2222-2222-222222222222, host: other, cordoned: true}
        http: {port: 9999}
        prebuilds: {concurrency: 17}
        pools: {maxInstances: 17}
        log: {level: debug}
        """
            + STANDALONE);

    Settings after = live.reread();

    assertThat(after.runner().cordoned()).isTrue();
    assertThat(after.runner().id()).isEqualTo(before.runner().id());
    assertThat(after.runner().host()).isEqualTo(before.runner().host());
    assertThat(after).usingRecursiveComparison().ignoringFields("runner").isEqualTo(before);
  }

  @Test
  void aControlPlaneKeepsItsDatabase() throws IOException, InvalidSettingsException {
    write(
        RUNNER
            + STANDALONE
            + "  lease: 5m\n  database: {url: \"jdbc:postgresql://db.example/prebuild\"}\n");
    live.reread();

    assertThat(standalone().lease().toMinutes()).isEqualTo(5);
    assertThat(standalone().database()).isEmpty();
  }

  @Test
  void aSectionThatIsGoneStaysInForce() throws IOException, InvalidSettingsException {
    StandaloneSettings before = standalone();
    write(RUNNER);
    live.reread();

    assertThat(standalone()).isEqualTo(before);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "garbage",
        "\0",
        "runner: {id: no-uuid}",
        "runner: {id: 11111111-1111-1111-1111-111111111111}\nunknown: 1",
        "runner: {id: 11111111-1111-1111-1111-111111111111}\nstandalone: {lease: 3m}",
      })
  void aFileThatMakesNoSenseChangesNothing(String garbage)
      throws IOException, InvalidSettingsException {
    Settings before = live.get();
    write(garbage);

    assertThatExceptionOfType(InvalidSettingsException.class).isThrownBy(live::reread);
    assertThat(live.get()).isEqualTo(before);

    write(RUNNER + STANDALONE + "  lease: 7m\n");
    live.reread();
    assertThat(standalone().lease().toMinutes()).isEqualTo(7);
  }

  @Test
  void aFileThatIsGoneChangesNothing() throws IOException {
    Settings before = live.get();
    Files.delete(file);

    assertThatExceptionOfType(InvalidSettingsException.class).isThrownBy(live::reread);
    assertThat(live.get()).isEqualTo(before);
  }
}
