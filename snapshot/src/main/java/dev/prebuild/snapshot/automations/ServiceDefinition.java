package dev.prebuild.snapshot.automations;

import dev.prebuild.snapshot.messages.Warnings;
import dev.prebuild.snapshot.steps.Service;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A service as the file has it. */
final class ServiceDefinition {
  private static final Set<String> KNOWN =
      Set.of("name", "description", "commands", "triggeredBy", "runsOn", "role");
  private static final Set<String> COMMANDS = Set.of("start", "ready", "stop");

  private ServiceDefinition() {}

  /** Those of a file that run in a prebuild, in its order. */
  static List<Service> readAll(Fields file, Warnings warnings) {
    Fields services = file.fields("services");
    List<Service> used = new ArrayList<>();
    for (String id : Ids.of(services)) {
      Fields fields = services.fields(id);
      Service service = read(id, fields, warnings);
      if (Trigger.read(fields, warnings).contains(Trigger.PREBUILD)) {
        Optional<String> elsewhere = RunsOn.elsewhere(fields);
        elsewhere.ifPresentOrElse(
            place ->
                warnings.add(
                    "%s: service %s is left out: it runs on %s, and a prebuild has the dev container alone"
                        .formatted(fields.file(), id, place)),
            () -> used.add(service));
      }
    }
    return used;
  }

  private static Service read(String id, Fields fields, Warnings warnings) {
    fields.warnOfOthers(warnings, KNOWN);
    Fields commands = fields.fields("commands");
    commands.warnOfOthers(warnings, COMMANDS);
    return new Service(
        id,
        commands.requiredText("start"),
        commands.text("ready").filter(line -> !line.isBlank()),
        commands.text("stop").filter(line -> !line.isBlank()));
  }
}
