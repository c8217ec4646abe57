package dev.prebuild.snapshot;

import dev.prebuild.snapshot.host.PrebuildLog;
import dev.prebuild.snapshot.lifecycle.Mask;
import java.util.UUID;

/** Notes what is said. */
record FakeLog(Journal journal) implements PrebuildLog {

  /** Comes with every look; it is what is said that matters. */
  @Override
  public void open(UUID prebuildId, Mask secrets) {}

  @Override
  public void say(UUID prebuildId, String step, String text) {
    journal.add(prebuildId, "says %s: %s".formatted(step, text));
  }

  @Override
  public void finish(UUID prebuildId) {
    journal.add(prebuildId, "finishLog");
  }

  @Override
  public void remove(UUID prebuildId) {
    journal.add(prebuildId, "removeLog");
  }
}
