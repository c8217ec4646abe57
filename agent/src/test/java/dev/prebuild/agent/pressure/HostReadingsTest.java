package dev.prebuild.agent.pressure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prebuild.pool.pressure.Reading;
import dev.prebuild.pool.pressure.Room;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class HostReadingsTest {
  @TempDir Path folder;

  private Reading read(Optional<Path> dataRoot, int processors) {
    return new HostReadings(folder, () -> dataRoot, processors).get();
  }

  @Test
  void loadIsSharedByTheProcessors() throws IOException {
    Files.writeString(folder.resolve("meminfo"), ProcTextTest.MEMINFO);
    Files.writeString(folder.resolve("loadavg"), "6.00 3.02 2.80 6/166 3098\n");

    Reading reading = read(Optional.of(folder), 4);

    assertThat(reading.loadPerCore()).hasValue(1.5);
    assertThat(reading.memory()).isPresent();
    assertThat(reading.disk().map(Room::totalBytes))
        .hasValue(Files.getFileStore(folder).getTotalSpace());
  }

  @Test
  void whatIsNotThereIsLeftOut() {
    assertThat(read(Optional.empty(), 2)).isEqualTo(Reading.NONE);
    assertThat(read(Optional.of(folder.resolve("none")), 2)).isEqualTo(Reading.NONE);
  }

  @Test
  void whatMakesNoSenseIsLeftOutAndTheRestCounts() throws IOException {
    Files.writeString(folder.resolve("meminfo"), "garbage");
    Files.writeString(folder.resolve("loadavg"), "6.00 3.02 2.80 6/166 3098\n");

    Reading reading = read(Optional.empty(), 2);

    assertThat(reading.memory()).isEmpty();
    assertThat(reading.loadPerCore()).hasValue(3);
  }

  /** The kernel that this runs on. */
  @Test
  void thisHostIsRead() {
    Reading reading = new HostReadings(Path.of("/proc"), Optional::empty, 1).get();

    assertThat(reading.memory()).isPresent();
    assertThat(reading.loadPerCore()).isPresent();
  }
}
