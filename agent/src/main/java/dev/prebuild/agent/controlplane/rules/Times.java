package dev.prebuild.agent.controlplane.rules;

import com.google.protobuf.Timestamp;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;

/** The time of day as the wire has it. */
public final class Times {
  private Times() {}

  /** Now, to the microsecond. */
  public static Timestamp now(InstantSource clock) {
    Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
    return Timestamp.newBuilder().setSeconds(now.getEpochSecond()).setNanos(now.getNano()).build();
  }
}
