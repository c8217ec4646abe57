package dev.prebuild.snapshot.automations;

import dev.prebuild.snapshot.messages.Excerpt;
import dev.prebuild.snapshot.messages.Warnings;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A task as the file has it.
 *
 * @param needs ids of tasks that must have succeeded before
 * @param elsewhere where it runs if that is not the dev container
 */
record TaskDefinition(
    String id,
    String command,
    Set<String> needs,
    Set<Trigger> triggers,
    Optional<String> elsewhere,
    boolean requiresSuccess) {
  private static final Set<String> KNOWN =
      Set.of(
          "name",
          "description",
          "command",
          "dependsOn",
          "triggeredBy",
          "runsOn",
          "prebuildRequiresSuccess");

  /** All of a file, in its order. */
  static Map<String, TaskDefinition> readAll(Fields file, Warnings warnings) {
    Fields tasks = file.fields("tasks");
    Map<String, TaskDefinition> definitions = new LinkedHashMap<>();
    for (String id : Ids.of(tasks)) {
      definitions.put(id, read(id, tasks.fields(id), warnings));
    }
    definitions.values().forEach(task -> refuseUnknownNeeds(tasks, task, definitions.keySet()));
    return definitions;
  }

  private static TaskDefinition read(String id, Fields fields, Warnings warnings) {
    fields.warnOfOthers(warnings, KNOWN);
    return new TaskDefinition(
        id,
        fields.requiredText("command"),
        new LinkedHashSet<>(fields.texts("dependsOn", Ids.MOST)),
        Trigger.read(fields, warnings),
        RunsOn.elsewhere(fields),
        fields.flag("prebuildRequiresSuccess"));
  }

  private static void refuseUnknownNeeds(Fields tasks, TaskDefinition task, Set<String> ids) {
    for (String need : task.needs) {
      if (!ids.contains(need)) {
        throw tasks.wrong(
            task.id + ".dependsOn",
            "ids of tasks of the file; there is no task " + Excerpt.of(need));
      }
    }
  }
}
