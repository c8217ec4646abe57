package dev.prebuild.pool.pressure;

import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What a host says of itself at one moment. What cannot be read puts no pressure on.
 *
 * @param memory that programs can have without anything being swapped out
 * @param disk where the engine keeps images and containers
 * @param loadPerCore tasks that run or want to, over the last minute; 0 or more
 */
public record Reading(Optional<Room> memory, Optional<Room> disk, OptionalDouble loadPerCore) {
  public static final Reading NONE =
      new Reading(Optional.empty(), Optional.empty(), OptionalDouble.empty());

  /** Of all memory, what programs can have; absent where that cannot be read. */
  public OptionalDouble memoryShare() {
    return freeShare(memory);
  }

  /** Of all of the disk, what is free; absent where that cannot be read. */
  public OptionalDouble diskShare() {
    return freeShare(disk);
  }

  private static OptionalDouble freeShare(Optional<Room> room) {
    return room.map(Room::freeShare).map(OptionalDouble::of).orElseGet(OptionalDouble::empty);
  }
}
