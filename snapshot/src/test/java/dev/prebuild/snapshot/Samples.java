package dev.prebuild.snapshot;

import dev.prebuild.config.spec.Allowances;
import dev.prebuild.config.spec.EnvironmentClass;
import dev.prebuild.config.spec.Limits;
import dev.prebuild.config.spec.PrebuildPhase;
import dev.prebuild.config.spec.PrebuildSpec;
import dev.prebuild.config.spec.PrebuildSpec.Goal;
import dev.prebuild.config.spec.Repository;
import dev.prebuild.config.spec.Standby;
import dev.prebuild.config.spec.Task;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;

/** Specs for tests. */
public final class Samples {
  public static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
  public static final Duration TIMEOUT = Duration.ofHours(1);

  private Samples() {}

  /** A prebuild with two steps. */
  public static PrebuildSpec prebuild(UUID id, Goal goal) {
    return new PrebuildSpec(
        id,
        new UUID(1, 1),
        new EnvironmentClass(
            new UUID(2, 2), "small", "debian:12", Limits.NONE, Allowances.NONE, Standby.PLAIN),
        new Repository(
            "https://example.org/app.git", Optional.empty(), Optional.empty(), OptionalInt.empty()),
        Optional.empty(),
        List.of(new Task("build", "make", false), new Task("test", "make test", false)),
        List.of(),
        goal,
        TIMEOUT,
        NOW,
        new PrebuildSpec.Reported(PrebuildPhase.PENDING, 0));
  }
}
