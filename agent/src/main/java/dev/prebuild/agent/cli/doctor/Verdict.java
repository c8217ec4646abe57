package dev.prebuild.agent.cli.doctor;

import java.util.Optional;

/** What a check has come to. */
public sealed interface Verdict {
  /** What was seen, in words. */
  String what();

  /** The line that repairs it; empty if there is nothing to repair. */
  Optional<String> repair();

  /** As it should be. */
  record Fine(String what) implements Verdict {
    @Override
    public Optional<String> repair() {
      return Optional.empty();
    }
  }

  /** The agent works, but not as well as it could, or not for long. */
  record Warning(String what, Optional<String> repair) implements Verdict {
    Warning(String what, String repair) {
      this(what, Optional.of(repair));
    }
  }

  /** The agent does not work like this, or is open to others. */
  record Broken(String what, Optional<String> repair) implements Verdict {
    Broken(String what, String repair) {
      this(what, Optional.of(repair));
    }
  }
}
