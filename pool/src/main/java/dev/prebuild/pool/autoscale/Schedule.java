package dev.prebuild.pool.autoscale;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The operator's floors: sizes that hold at certain hours, whatever the demand.
 *
 * @param zone in which the floors' hours are meant, and in which hours of the week repeat
 */
public record Schedule(ZoneId zone, List<Floor> floors) {

  /** No floors; hours in UTC. */
  public static final Schedule NONE = new Schedule(ZoneOffset.UTC, List.of());

  /**
   * A size that is kept at least.
   *
   * @param days on which it begins
   * @param from inclusive
   * @param to exclusive; on the next day if it is not after {@code from}, so the same time means
   *     the whole day
   * @param size 0 or more
   */
  public record Floor(Set<DayOfWeek> days, LocalTime from, LocalTime to, int size) {
    public Floor {
      days = Set.copyOf(days);
      if (days.isEmpty()) {
        throw new IllegalArgumentException("a floor without a day never holds; name its days");
      }
      if (size < 0) {
        throw new IllegalArgumentException("a floor's size is 0 or more, not " + size);
      }
    }

    /** Whether it holds at any moment from the first to the second, both inclusive. */
    private boolean touches(Instant first, Instant second, ZoneId zone) {
      LocalDate last = second.atZone(zone).toLocalDate();
      for (LocalDate day = first.atZone(zone).toLocalDate().minusDays(1);
          !day.isAfter(last);
          day = day.plusDays(1)) {
        LocalDate end = to.isAfter(from) ? day : day.plusDays(1);
        if (days.contains(day.getDayOfWeek())
            && !second.isBefore(day.atTime(from).atZone(zone).toInstant())
            && first.isBefore(end.atTime(to).atZone(zone).toInstant())) {
          return true;
        }
      }
      return false;
    }
  }

  public Schedule {
    floors = List.copyOf(floors);
  }

  /** The highest floor that holds at an instant; 0 if none does. */
  public int floorAt(Instant instant) {
    return highest(instant, instant).map(Floor::size).orElse(0);
  }

  /** The highest floor that holds at any moment from the first to the second. */
  Optional<Floor> highest(Instant first, Instant second) {
    return floors.stream()
        .filter(floor -> floor.touches(first, second, zone))
        .max(Comparator.comparingInt(Floor::size));
  }
}
