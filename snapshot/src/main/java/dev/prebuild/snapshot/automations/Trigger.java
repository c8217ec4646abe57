package dev.prebuild.snapshot.automations;

import dev.prebuild.snapshot.messages.Excerpt;
import dev.prebuild.snapshot.messages.Warnings;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What an automation is started by. */
enum Trigger {
  MANUAL("manual"),
  PREBUILD("prebuild"),
  BEFORE_SNAPSHOT("beforeSnapshot"),
  POST_ENVIRONMENT_START("postEnvironmentStart"),
  POST_DEVCONTAINER_START("postDevcontainerStart"),
  POST_MACHINE_START("postMachineStart");

  private static final int MOST = 32;

  private final String text;

  Trigger(String text) {
    this.text = text;
  }

  /** Those that an automation names; unknown ones are passed over with a warning. */
  static Set<Trigger> read(Fields fields, Warnings warnings) {
    Set<Trigger> triggers = EnumSet.noneOf(Trigger.class);
    List<String> names = fields.texts("triggeredBy", MOST);
    for (String name : names) {
      of(name)
          .ifPresentOrElse(
              triggers::add,
              () ->
                  warnings.add(
                      "%s: %striggeredBy: %s is passed over, it is none of %s"
                          .formatted(
                              fields.file(), Excerpt.of(fields.path()), Excerpt.of(name), all())));
    }
    return triggers;
  }

  private static Optional<Trigger> of(String text) {
    return Arrays.stream(values()).filter(trigger -> trigger.text.equals(text)).findFirst();
  }

  private static String all() {
    return Arrays.stream(values()).map(trigger -> trigger.text).collect(Collectors.joining(", "));
  }
}
