package dev.prebuild.snapshot.progress;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ContentsTest {

  @Test
  void nothingIsDoneBeforeTheFirstEntry() {
    Contents<Integer> contents = contents(List.of(10L, 20L));

    assertThat(contents.done(_ -> OptionalLong.empty())).isZero();
  }

  @Test
  void allOfNothingIsNothing() {
    assertThat(contents(List.of()).done(_ -> OptionalLong.empty())).isZero();
    assertThat(contents(List.of()).total()).isEqualTo(Footprint.EMPTY);
  }

  /** The whole of the first, and of the second as much as is there. */
  @Test
  void countsTheFileThatIsBeingWrittenByItsBytes() {
    List<Long> sizes = List.of(10L, 20_000L, 30L);

    long done = contents(sizes).done(written(sizes, 1, 7_000));

    assertThat(done).isEqualTo(new Footprint(10, 1).work() + 7_000);
  }

  @Test
  void allIsDoneWithTheLastByte() {
    List<Long> sizes = List.of(10L, 20L);

    assertThat(contents(sizes).done(written(sizes, 1, 20))).isEqualTo(new Footprint(30, 2).work());
    assertThat(contents(sizes).done(written(sizes, 1, 19))).isLessThan(new Footprint(30, 2).work());
  }

  /** Marks lie ever further apart: what is told is never ahead, and never far behind. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void isCloseHoweverManyEntriesThereAre(long seed) {
    Random random = new Random(seed);
    List<Long> sizes = new ArrayList<>();
    for (int i = 0; i < 100_000; i++) {
      sizes.add(i % 20_000 == 0 ? 50_000_000L : random.nextLong(8_000));
    }
    Contents<Integer> contents = contents(sizes);
    long total = contents.total().work();
    long before = 0;
    for (int last = 0; last < sizes.size(); last++) {
      if (last % 997 == 0) {
        long there = sizes.get(last) / 2;
        long done = contents.done(written(sizes, last, there));
        assertThat(done).isBetween(before + there - total / 500, before + there);
      }
      before += new Footprint(sizes.get(last), 1).work();
    }
  }

  @Test
  void looksAtFewOfManyEntries() {
    List<Long> sizes = new ArrayList<>();
    for (int i = 0; i < 1_000_000; i++) {
      sizes.add(1L);
    }
    AtomicInteger looks = new AtomicInteger();

    contents(sizes)
        .done(
            place -> {
              looks.incrementAndGet();
              return place < 700_000 ? OptionalLong.of(1) : OptionalLong.empty();
            });

    assertThat(looks.get()).isLessThanOrEqualTo(12);
  }

  private static Contents<Integer> contents(List<Long> sizes) {
    Contents.Collector<Integer> collector = new Contents.Collector<>();
    for (int i = 0; i < sizes.size(); i++) {
      collector.add(i, sizes.get(i));
    }
    return collector.finish();
  }

  /** All before the last one is there, and of the last one so much. */
  private static Contents.Probe<Integer> written(List<Long> sizes, int last, long there) {
    return place -> {
      if (place > last) {
        return OptionalLong.empty();
      }
      return OptionalLong.of(place == last ? there : sizes.get(place));
    };
  }
}
