package dev.prebuild.snapshot.progress;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class CommitProgressTest {
  private static final long GIB = 1L << 30;

  /** Of 1 GiB in 1,000 files: a file counts as 40 KiB. */
  @ParameterizedTest
  @CsvSource({
    "0, 0, 0",
    "536870912, 500, 50",
    "1073741824, 0, 96",
    "1073741824, 999, 99",
    "1073741824, 1000, 99",
    "9999999999, 1000, 99"
  })
  void countsBytesAndFiles(long bytes, long files, int percent) {
    CommitProgress progress = new CommitProgress(new Footprint(GIB, 1_000));

    assertThat(progress.observe(new Footprint(bytes, files))).isEqualTo(percent);
  }

  @Test
  void nothingToWriteIsNoDivisionByZero() {
    CommitProgress progress = new CommitProgress(Footprint.EMPTY);

    assertThat(progress.observe(Footprint.EMPTY)).isZero();
    assertThat(progress.observe(new Footprint(1, 1))).isEqualTo(99);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void neverFallsAndStaysBelowItsEnd(long seed) {
    Random random = new Random(seed);
    for (int round = 0; round < 200; round++) {
      CommitProgress progress =
          new CommitProgress(new Footprint(random.nextLong(4 * GIB), random.nextLong(100_000)));
      int last = 0;
      for (int look = 0; look < 50; look++) {
        int now =
            progress.observe(new Footprint(random.nextLong(8 * GIB), random.nextLong(200_000)));
        assertThat(now).isBetween(last, 99);
        last = now;
      }
    }
  }
}
