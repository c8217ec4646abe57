package dev.prebuild.snapshot.automations;

import java.util.Set;

/** Ids of automations: they name steps, in messages and in logs. */
final class Ids {
  /** Automations of a kind that a file may have. */
  static final int MOST = 200;

  private static final int LONGEST = 128;

  private Ids() {}

  /** The keys of a map, each of which must do as an id. */
  static Set<String> of(Fields fields) {
    if (fields.values().size() > MOST) {
      throw new InvalidAutomationsException(
          "%s: %s has %,d entries; at most %d are taken"
              .formatted(
                  fields.file(), fields.path().replace(".", ""), fields.values().size(), MOST));
    }
    for (String id : fields.values().keySet()) {
      if (id.isBlank()
          || id.length() > LONGEST
          || !id.equals(id.strip())
          || id.chars().anyMatch(Character::isISOControl)) {
        throw fields.wrong(
            id, "an id of 1 to %d characters, none of them control characters".formatted(LONGEST));
      }
    }
    return fields.values().keySet();
  }
}
