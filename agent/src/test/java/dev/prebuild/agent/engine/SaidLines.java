package dev.prebuild.agent.engine;

import dev.prebuild.snapshot.host.PrebuildLog;
import dev.prebuild.snapshot.lifecycle.Mask;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;

/** A log that keeps what was said, as {@code step: text}. */
record SaidLines(List<String> lines) implements PrebuildLog {
  SaidLines() {
    this(new CopyOnWriteArrayList<>());
  }

  @Override
  public void open(UUID prebuildId, Mask mask) {}

  @Override
  public void say(UUID prebuildId, String step, String text) {
    lines.add(step + ": " + text);
  }

  @Override
  public void finish(UUID prebuildId) {}

  @Override
  public void remove(UUID prebuildId) {}
}
