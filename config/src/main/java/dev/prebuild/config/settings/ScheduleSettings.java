package dev.prebuild.config.settings;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import jakarta.validation.Valid;
import jakarta.validation.constraints.AssertTrue;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * Hours in which pools are not to be smaller than a floor. Where floors overlap the greatest
 * counts; no floor lifts a pool above its maximum.
 *
 * @param zone whose clock the hours are read on, {@code Europe/Berlin} say
 */
public record ScheduleSettings(
    @NotNull(message = "must be a time zone, such as Europe/Berlin") String zone,
    @Valid @NotEmpty @JsonSetter(nulls = Nulls.AS_EMPTY) List<FloorSettings> floors) {

  @AssertTrue(message = "must be true: there is no such zone; name one such as Europe/Berlin")
  public boolean isZoneKnown() {
    try {
      return zone == null || !zoneId().getId().isEmpty();
    } catch (DateTimeException e) {
      return false;
    }
  }

  /** The zone by its rules. */
  public ZoneId zoneId() {
    return ZoneId.of(zone);
  }

  /**
   * A floor.
   *
   * @param days on which it begins; every day if empty
   * @param from 00:00 to 23:59
   * @param to the first minute that is not of it; 24:00 is the end of the day. One that is not
   *     later than {@code from} is on the next day
   * @param size running instances, for each pool
   * @param projects whose pools it is for; all if empty
   */
  public record FloorSettings(
      @NotNull @JsonSetter(nulls = Nulls.AS_EMPTY) Set<DayOfWeek> days,
      @NotNull @Pattern(regexp = TIME, message = "must be HH:MM, from 00:00 to 23:59") String from,
      @NotNull @Pattern(regexp = TIME + "|24:00", message = "must be HH:MM, from 00:00 to 24:00")
          String to,
      @Min(0) @Max(20) int size,
      @NotNull @JsonSetter(nulls = Nulls.AS_EMPTY) Set<UUID> projects) {
    private static final String TIME = "([01][0-9]|2[0-3]):[0-5][0-9]";

    /** The days on which it begins, none left out because all were meant. */
    public Set<DayOfWeek> beginsOn() {
      return days.isEmpty() ? EnumSet.allOf(DayOfWeek.class) : EnumSet.copyOf(days);
    }

    /** When it begins. */
    public LocalTime fromTime() {
      return LocalTime.parse(from);
    }

    /** When it ends; midnight for 24:00. On the next day unless it is later than the beginning. */
    public LocalTime toTime() {
      return to.equals("24:00") ? LocalTime.MIDNIGHT : LocalTime.parse(to);
    }

    /** Whether it is for the pools of a project. */
    public boolean isFor(UUID projectId) {
      return projects.isEmpty() || projects.contains(projectId);
    }
  }
}
