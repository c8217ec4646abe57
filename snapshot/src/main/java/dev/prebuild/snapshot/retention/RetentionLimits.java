package dev.prebuild.snapshot.retention;

import java.time.Duration;

/**
 * How much stays.
 *
 * @param keep newest snapshots of each project and class; at least 1
 * @param maxAge from which a snapshot goes, be it one of the newest or not
 * @param grace in which a new snapshot is neither superseded nor given up for room: the control
 *     plane may not have told the pools of it yet
 */
public record RetentionLimits(int keep, Duration maxAge, Duration grace) {
  /** Many times what a report and the answer to it take. */
  public static final Duration STANDARD_GRACE = Duration.ofMinutes(10);
}
