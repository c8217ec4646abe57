package dev.prebuild.agent.controlplane.store;

import java.time.LocalDate;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/** On which day a project last had its daily prebuilds, within one transaction. */
public record DailyPrebuildTable(Handle handle) {

  public Optional<LocalDate> lastDay(UUID projectId) {
    return handle
        .createQuery("select day from daily_prebuild where project_id = :project")
        .bind("project", projectId.toString())
        .mapTo(Long.class)
        .findOne()
        .map(LocalDate::ofEpochDay);
  }

  public void setLastDay(UUID projectId, LocalDate day) {
    handle
        .createUpdate(
            """
            insert into daily_prebuild (project_id, day) values (:project, :day)
            on conflict (project_id) do update set day = excluded.day""")
        .bind("project", projectId.toString())
        .bind("day", day.toEpochDay())
        .execute();
  }
}
