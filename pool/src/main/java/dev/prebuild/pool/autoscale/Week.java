package dev.prebuild.pool.autoscale;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.zone.ZoneRules;

/** The week as 336 half-hours from Monday 00:00 on, in a time zone. */
record Week(ZoneId zone) {
  static final int SLOTS = 336;
  static final int SLOTS_A_DAY = 48;

  /** Slots of a workday's and of a weekend's course, one after the other. */
  static final int SLOTS_OF_KINDS = 2 * SLOTS_A_DAY;

  /** Thursday, 1 January 1970. */
  private static final int SLOTS_BEFORE_EPOCH = 3 * SLOTS_A_DAY;

  /** Where in the week a half-hour of all time lies. */
  int slotOf(long slot) {
    return slotOf(SlotCounts.startOf(slot));
  }

  int slotOf(Instant instant) {
    ZoneRules rules = zone.getRules();
    long local = instant.getEpochSecond() + rules.getOffset(instant).getTotalSeconds();
    long halfHours = Math.floorDiv(local, SlotCounts.SLOT.toSeconds());
    return (int) Math.floorMod(halfHours + SLOTS_BEFORE_EPOCH, (long) SLOTS);
  }

  /** The same time on days of the same kind: workdays, weekends. */
  static int kindOf(int slotOfWeek) {
    boolean isWeekend = dayOf(slotOfWeek).getValue() >= DayOfWeek.SATURDAY.getValue();
    return (isWeekend ? SLOTS_A_DAY : 0) + slotOfWeek % SLOTS_A_DAY;
  }

  static DayOfWeek dayOf(int slotOfWeek) {
    return DayOfWeek.of(slotOfWeek / SLOTS_A_DAY + 1);
  }

  static LocalTime timeOf(int slotOfWeek) {
    return LocalTime.ofSecondOfDay(slotOfWeek % SLOTS_A_DAY * SlotCounts.SLOT.toSeconds());
  }
}
