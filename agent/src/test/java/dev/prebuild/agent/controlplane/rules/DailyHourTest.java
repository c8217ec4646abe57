package dev.prebuild.agent.controlplane.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prebuild.agent.testkit.Seeds;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class DailyHourTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          6  | ''         | 2026-03-01T05:59:59.999Z | ''
          6  | ''         | 2026-03-01T06:00:00Z     | 2026-03-01
          6  | ''         | 2026-03-01T06:59:59.999Z | 2026-03-01
          6  | ''         | 2026-03-01T07:00:00Z     | ''
          6  | 2026-02-28 | 2026-03-01T06:00:00Z     | 2026-03-01
          6  | 2026-03-01 | 2026-03-01T06:30:00Z     | ''
          0  | 2026-02-28 | 2026-02-28T23:59:59.999Z | ''
          0  | 2026-02-28 | 2026-03-01T00:00:00Z     | 2026-03-01
          0  | 2026-03-01 | 2026-03-01T00:59:59Z     | ''
          23 | 2026-02-28 | 2026-03-01T23:00:00Z     | 2026-03-01
          23 | 2026-02-28 | 2026-03-02T00:00:00Z     | ''
          6  | 2026-02-01 | 2026-03-01T06:00:00Z     | 2026-03-01
          6  | 2026-02-01 | 2026-03-01T09:00:00Z     | ''
          6  | 2026-03-02 | 2026-03-01T06:00:00Z     | ''
          """)
  void isDueOnceWithinItsHour(int hour, String lastDay, Instant now, String due) {
    assertThat(DailyHour.due(hour, day(lastDay), now)).isEqualTo(day(due));
  }

  private static Optional<LocalDate> day(String text) {
    return text.isEmpty() ? Optional.empty() : Optional.of(LocalDate.parse(text));
  }

  /** Looked at now and then, with days away and a clock that is put back. */
  @Test
  void noDayIsDueTwiceAndNoneIsMadeUpFor() {
    Seeds.each(
        1_000,
        random -> {
          int hour = random.nextInt(24);
          Instant now = Instant.parse("2026-03-01T00:00:00Z");
          Optional<LocalDate> lastDay = Optional.empty();
          Map<LocalDate, Integer> made = new HashMap<>();
          for (int look = 0; look < 100; look++) {
            now = now.plus(Duration.ofMinutes(random.nextInt(-60, look % 20 == 0 ? 9_000 : 100)));
            Optional<LocalDate> due = DailyHour.due(hour, lastDay, now);
            if (due.isPresent()) {
              assertThat(due).hasValue(now.atOffset(ZoneOffset.UTC).toLocalDate());
              assertThat(now.atOffset(ZoneOffset.UTC).getHour()).isEqualTo(hour);
              made.merge(due.get(), 1, Integer::sum);
              lastDay = due;
            }
          }
          assertThat(made.values()).allMatch(times -> times == 1);
        });
  }
}
