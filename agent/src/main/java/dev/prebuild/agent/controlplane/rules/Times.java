package dev.prebuild.agent.controlplane.rules;

import com.google.protobuf.Timestamp;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** The time of day as the wire has it. */
public final class Times {
  private Times() {}

  /** To the microsecond. */
  public static Timestamp of(Instant time) {
    Instant cut = time.truncatedTo(ChronoUnit.MICROS);
    return Timestamp.newBuilder().setSeconds(cut.getEpochSecond()).setNanos(cut.getNano()).build();
  }

  public static Instant of(Timestamp time) {
    return Instant.ofEpochSecond(time.getSeconds(), time.getNanos());
  }
}
