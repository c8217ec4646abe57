package dev.prebuild.agent.host;

import static dev.prebuild.agent.host.HostMode.CORDONED;
import static dev.prebuild.agent.host.HostMode.DRAINING;
import static dev.prebuild.agent.host.HostMode.OPEN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class HostControlTest {
  private static final Instant START = Instant.parse("2026-03-01T12:00:00Z");

  @TempDir Path folder;

  private final List<HostMode> told = new ArrayList<>();
  private boolean isCordonedBySettings;
  private Instant now = START;

  private HostControl open() {
    HostControl host =
        HostControl.open(
            new ModeFile(folder.resolve("host-mode.json")), () -> isCordonedBySettings, () -> now);
    host.follow(told::add);
    return host;
  }

  private void pass() {
    now = now.plus(Duration.ofMinutes(1));
  }

  @ParameterizedTest
  @CsvSource({
    "OPEN,     false, OPEN",
    "OPEN,     true,  CORDONED",
    "CORDONED, false, CORDONED",
    "CORDONED, true,  CORDONED",
    "DRAINING, false, DRAINING",
    "DRAINING, true,  DRAINING"
  })
  void theStricterIsInForce(HostMode asked, boolean cordonedBySettings, HostMode inForce) {
    isCordonedBySettings = cordonedBySettings;
    HostControl host = open();

    assertThat(host.ask(asked).mode()).isEqualTo(inForce);
    assertThat(host.mode()).isEqualTo(inForce);
    assertThat(open().mode()).as("after a restart").isEqualTo(inForce);
  }

  @Test
  void everyChangeIsToldOnce() {
    HostControl host = open();
    host.ask(OPEN);
    host.ask(CORDONED);
    host.ask(CORDONED);
    host.ask(DRAINING);
    host.ask(OPEN);

    assertThat(told).containsExactly(CORDONED, DRAINING, OPEN);
  }

  @Test
  void aChangeThatChangesNothingInForceIsNotTold() {
    isCordonedBySettings = true;
    HostControl host = open();
    host.ask(CORDONED);
    host.ask(OPEN);

    assertThat(told).isEmpty();
    assertThat(host.isCordonedBySettings()).isTrue();
  }

  @Test
  void sinceIsWhenItWasFirstAskedFor() {
    HostControl host = open();
    assertThat(host.stance()).isEqualTo(new Stance(OPEN, START));
    pass();
    host.ask(DRAINING);
    Stance drained = host.stance();
    assertThat(drained).isEqualTo(new Stance(DRAINING, now));
    pass();
    assertThat(host.ask(DRAINING)).isEqualTo(drained);

    assertThat(open().stance()).as("after a restart").isEqualTo(drained);
  }

  @Test
  void settingsThatAreReadAgainCordonAndOpen() {
    HostControl host = open();
    pass();
    isCordonedBySettings = true;
    host.settingsRead();
    Stance cordoned = host.stance();
    assertThat(cordoned).isEqualTo(new Stance(CORDONED, now));
    pass();
    host.settingsRead();
    assertThat(host.stance()).isEqualTo(cordoned);
    isCordonedBySettings = false;
    host.settingsRead();

    assertThat(host.mode()).isEqualTo(OPEN);
    assertThat(told).containsExactly(CORDONED, OPEN);
  }

  @Test
  void aModeThatCannotBeKeptIsNotInForce() throws IOException {
    HostControl host = open();
    Files.createDirectories(folder.resolve("host-mode.json").resolve("in-the-way"));

    assertThatExceptionOfType(UncheckedIOException.class).isThrownBy(() -> host.ask(DRAINING));

    assertThat(host.mode()).isEqualTo(OPEN);
    assertThat(told).isEmpty();
  }
}
