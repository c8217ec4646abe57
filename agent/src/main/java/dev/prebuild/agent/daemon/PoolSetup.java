package dev.prebuild.agent.daemon;

import dev.prebuild.config.settings.PoolSettings;
import dev.prebuild.config.settings.ScheduleSettings;
import dev.prebuild.pool.PoolPolicy;
import dev.prebuild.pool.autoscale.Schedule;
import dev.prebuild.pool.plan.Lifetime;
import java.util.UUID;

/** What holds for all pools, as the settings want it. */
final class PoolSetup {
  private PoolSetup() {}

  static PoolPolicy policy(PoolSettings settings) {
    return new PoolPolicy(
        settings.startConcurrency(),
        settings.maxBackoff().toJavaDuration(),
        new Lifetime(settings.maxAge().toJavaDuration()),
        settings.mostStopped(),
        settings.autoscale(),
        projectId ->
            settings.schedule().map(all -> schedule(all, projectId)).orElse(Schedule.NONE));
  }

  private static Schedule schedule(ScheduleSettings settings, UUID projectId) {
    return new Schedule(
        settings.zoneId(),
        settings.floors().stream()
            .filter(floor -> floor.isFor(projectId))
            .map(
                floor ->
                    new Schedule.Floor(
                        floor.beginsOn(), floor.fromTime(), floor.toTime(), floor.size()))
            .toList());
  }
}
