package dev.prebuild.agent.controlplane.rules;

import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;

/**
 * When a project's daily prebuilds are due: once, within their hour. What a control plane that was
 * away has missed is not made up for: it would all come at once.
 */
public final class DailyHour {
  private DailyHour() {}

  /**
   * The day, UTC, whose prebuilds are due now; empty if none are.
   *
   * @param hour of the day, UTC, 0 to 23
   * @param lastDay on which they were made
   */
  public static Optional<LocalDate> due(int hour, Optional<LocalDate> lastDay, Instant now) {
    OffsetDateTime time = now.atOffset(ZoneOffset.UTC);
    LocalDate today = time.toLocalDate();
    return time.getHour() == hour && lastDay.map(today::isAfter).orElse(true)
        ? Optional.of(today)
        : Optional.empty();
  }
}
