package dev.prebuild.pool.autoscale;

import static java.time.DayOfWeek.FRIDAY;
import static java.time.DayOfWeek.MONDAY;
import static java.time.DayOfWeek.SATURDAY;
import static java.time.DayOfWeek.SUNDAY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.prebuild.pool.autoscale.Schedule.Floor;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScheduleTest {
  private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

  private static Schedule berlin(Floor... floors) {
    return new Schedule(BERLIN, List.of(floors));
  }

  private static Floor floor(Set<DayOfWeek> days, String from, String to, int size) {
    return new Floor(days, LocalTime.parse(from), LocalTime.parse(to), size);
  }

  private static Instant local(String time) {
    return LocalDateTime.parse(time).atZone(BERLIN).toInstant();
  }

  @Test
  void withoutFloorsThereIsNone() {
    assertThat(Schedule.NONE.floorAt(Instant.EPOCH)).isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "2024-07-01T07:59:59, 0", // a Monday
    "2024-07-01T08:00, 4",
    "2024-07-01T17:59:59, 4",
    "2024-07-01T18:00, 0",
    "2024-07-02T08:00, 0",
  })
  void aFloorHoldsFromTheFirstTimeUntilBeforeTheSecond(String time, int size) {
    Schedule schedule = berlin(floor(Set.of(MONDAY), "08:00", "18:00", 4));

    assertThat(schedule.floorAt(local(time))).isEqualTo(size);
  }

  @ParameterizedTest
  @CsvSource({
    "2024-07-05T21:59, 0", // a Friday
    "2024-07-05T22:00, 2",
    "2024-07-06T05:59, 2",
    "2024-07-06T06:00, 0",
    "2024-07-06T22:00, 0",
    "2024-07-05T01:00, 0",
  })
  void aFloorMayPassMidnight(String time, int size) {
    Schedule schedule = berlin(floor(Set.of(FRIDAY), "22:00", "06:00", 2));

    assertThat(schedule.floorAt(local(time))).isEqualTo(size);
  }

  @ParameterizedTest
  @CsvSource({
    "2024-07-05T23:59:59, 0",
    "2024-07-06T00:00, 1",
    "2024-07-07T23:59:59, 1",
    "2024-07-08T00:00, 0",
  })
  void theSameTimeTwiceIsTheWholeDay(String time, int size) {
    Schedule schedule = berlin(floor(Set.of(SATURDAY, SUNDAY), "00:00", "00:00", 1));

    assertThat(schedule.floorAt(local(time))).isEqualTo(size);
  }

  @Test
  void ofSeveralFloorsTheHighestHolds() {
    Schedule schedule =
        berlin(
            floor(Set.of(MONDAY), "08:00", "18:00", 2), floor(Set.of(MONDAY), "09:00", "10:00", 5));

    assertThat(schedule.floorAt(local("2024-07-01T08:30"))).isEqualTo(2);
    assertThat(schedule.floorAt(local("2024-07-01T09:30"))).isEqualTo(5);
  }

  @Test
  void itFollowsTheClocksOfItsZone() {
    Schedule schedule = berlin(floor(Set.of(MONDAY), "08:00", "18:00", 4));

    assertThat(schedule.floorAt(Instant.parse("2024-01-01T06:59:59Z"))).isZero();
    assertThat(schedule.floorAt(Instant.parse("2024-01-01T07:00:00Z"))).isEqualTo(4);
    assertThat(schedule.floorAt(Instant.parse("2024-07-01T06:00:00Z"))).isEqualTo(4);
    assertThat(schedule.floorAt(Instant.parse("2024-07-01T16:00:00Z"))).isZero();
  }

  @Test
  void anHourThatTheClocksLeaveOutBeginsWhenTheyHaveMoved() {
    Schedule schedule = berlin(floor(Set.of(SUNDAY), "02:30", "04:00", 3));

    assertThat(schedule.floorAt(Instant.parse("2024-03-31T01:00:00Z"))).isZero();
    assertThat(schedule.floorAt(Instant.parse("2024-03-31T01:30:00Z"))).isEqualTo(3);
    assertThat(schedule.floorAt(Instant.parse("2024-03-31T02:00:00Z"))).isZero();
  }

  @Test
  void anHourThatTheClocksRepeatHoldsTwice() {
    Schedule schedule = berlin(floor(Set.of(SUNDAY), "02:00", "03:00", 3));

    assertThat(schedule.floorAt(Instant.parse("2024-10-27T00:00:00Z"))).isEqualTo(3);
    assertThat(schedule.floorAt(Instant.parse("2024-10-27T01:59:59Z"))).isEqualTo(3);
    assertThat(schedule.floorAt(Instant.parse("2024-10-27T02:00:00Z"))).isZero();
  }

  @Test
  void aShortFloorWithinALongSpanIsFound() {
    Schedule schedule = berlin(floor(Set.of(MONDAY), "09:00", "09:01", 7));

    assertThat(schedule.highest(local("2024-07-01T08:00"), local("2024-07-01T10:00")))
        .map(Floor::size)
        .contains(7);
    assertThat(schedule.highest(local("2024-07-01T09:01"), local("2024-07-01T10:00"))).isEmpty();
  }

  @Test
  void aFloorThatCannotHoldIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> floor(Set.of(), "08:00", "18:00", 1))
        .withMessageContaining("day");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> floor(Set.of(MONDAY), "08:00", "18:00", -1))
        .withMessageContaining("-1");
  }
}
