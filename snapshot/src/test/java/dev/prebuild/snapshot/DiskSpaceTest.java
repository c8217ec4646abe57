package dev.prebuild.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.prebuild.snapshot.host.PrebuildException;
import dev.prebuild.snapshot.progress.Footprint;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.UUID;
import org.junit.jupiter.api.Test;

final class DiskSpaceTest {
  private static final long MIB = 1 << 20;
  private static final UUID FIRST = new UUID(0, 1);
  private static final UUID SECOND = new UUID(0, 2);

  /** Takes 110 MiB of a disk. */
  private static final Footprint CONTENT = new Footprint(100 * MIB, 0);

  private OptionalLong free = OptionalLong.empty();
  private final List<Long> asked = new ArrayList<>();

  private DiskSpace disk(long leastFree) {
    return new DiskSpace(() -> free, leastFree, asked::add);
  }

  @Test
  void filesTakeWholeBlocksAndATenthMoreIsForTheFileSystem() {
    assertThat(DiskSpace.needed(new Footprint(1_000_000, 0))).isEqualTo(1_100_000);
    assertThat(DiskSpace.needed(new Footprint(0, 1_000))).isEqualTo(1_000 * 4_096 / 100 * 110);
  }

  @Test
  void whatFitsIsReserved() {
    free = OptionalLong.of(111 * MIB);

    disk(0).reserve(FIRST, CONTENT).close();

    assertThat(asked).isEmpty();
  }

  @Test
  void whatDoesNotFitIsRefusedWithTheFigures() {
    free = OptionalLong.of(200 * MIB);

    assertThatThrownBy(() -> disk(100 * MIB).reserve(FIRST, CONTENT))
        .isInstanceOf(PrebuildException.class)
        .hasMessageContainingAll(
            "takes 110 MiB", "10 MiB are missing", "100 MiB that stay free", "disk.minimumFree");
  }

  @Test
  void othersUnderWayAreCountedInUntilTheyAreDone() {
    free = OptionalLong.of(200 * MIB);
    DiskSpace disk = disk(0);

    try (DiskSpace.Reservation _ = disk.reserve(FIRST, CONTENT)) {
      assertThatThrownBy(() -> disk.reserve(SECOND, CONTENT))
          .hasMessageContaining("110 MiB for other snapshots");
    }

    disk.reserve(SECOND, CONTENT).close();
  }

  @Test
  void roomIsAskedForFirst() {
    free = OptionalLong.of(50 * MIB);
    DiskSpace disk =
        new DiskSpace(
            () -> free,
            0,
            bytes -> {
              asked.add(bytes);
              free = OptionalLong.of(200 * MIB);
            });

    disk.reserve(FIRST, CONTENT).close();

    assertThat(asked).containsExactly(60 * MIB);
  }

  @Test
  void aDiskThatCannotBeLookedAtIsTheEnginesOwnAffair() {
    disk(1000 * MIB).reserve(FIRST, CONTENT).close();

    assertThat(asked).isEmpty();
  }
}
