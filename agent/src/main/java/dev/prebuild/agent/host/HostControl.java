package dev.prebuild.agent.host;

import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The mode of this host: what was asked for, what the settings say, and what follows of both. */
public final class HostControl {
  private static final Logger LOG = LoggerFactory.getLogger(HostControl.class);

  private final ModeFile file;
  private final BooleanSupplier cordonedBySettings;
  private final InstantSource clock;
  private volatile State state;
  private HostModeListener listener = _ -> {};

  /**
   * @param cordoned since when the settings cordon the host; empty if they do not
   */
  private record State(Stance asked, Optional<Instant> cordoned) {
    Stance inForce() {
      return asked.with(cordoned);
    }
  }

  private HostControl(ModeFile file, BooleanSupplier cordonedBySettings, InstantSource clock) {
    this.file = file;
    this.cordonedBySettings = cordonedBySettings;
    this.clock = clock;
    Instant now = clock.instant();
    this.state = new State(file.read(now), cordonedSince(Optional.empty(), now));
  }

  /**
   * The mode as an earlier run has left it.
   *
   * @param cordonedBySettings whether the settings that are in force cordon the host
   */
  public static HostControl open(
      ModeFile file, BooleanSupplier cordonedBySettings, InstantSource clock) {
    HostControl control = new HostControl(file, cordonedBySettings, clock);
    if (control.mode().isCordoned()) {
      tell(control.stance());
    }
    return control;
  }

  /** Has every change from now on told to somebody. */
  public synchronized void follow(HostModeListener follower) {
    listener = follower;
  }

  /** What is in force. */
  public Stance stance() {
    return state.inForce();
  }

  /** What is in force. */
  public HostMode mode() {
    return stance().mode();
  }

  /** Whether the settings cordon the host, so that it cannot be opened from here. */
  public boolean isCordonedBySettings() {
    return state.cordoned().isPresent();
  }

  /**
   * Asks for a mode; to ask for the one that was asked for last changes nothing.
   *
   * @return what is in force now
   * @throws java.io.UncheckedIOException if it cannot be kept; then nothing has changed
   */
  public synchronized Stance ask(HostMode mode) {
    if (state.asked().mode() != mode) {
      Stance asked = new Stance(mode, clock.instant());
      file.write(asked);
      moveTo(new State(asked, state.cordoned()));
    }
    return stance();
  }

  /** The settings were read again. */
  public synchronized void settingsRead() {
    moveTo(new State(state.asked(), cordonedSince(state.cordoned(), clock.instant())));
  }

  private Optional<Instant> cordonedSince(Optional<Instant> before, Instant now) {
    return cordonedBySettings.getAsBoolean() ? before.or(() -> Optional.of(now)) : Optional.empty();
  }

  private void moveTo(State next) {
    HostMode before = mode();
    state = next;
    if (mode() != before) {
      tell(stance());
      listener.changed(mode());
    }
  }

  private static void tell(Stance stance) {
    LOG.atInfo()
        .addKeyValue("mode", stance.mode())
        .addKeyValue("since", stance.since())
        .log(
            switch (stance.mode()) {
              case OPEN -> "the host takes on work";
              case CORDONED -> "the host is cordoned: it takes nothing new";
              case DRAINING ->
                  "the host is drained: it takes nothing new, claims are refused, idle instances go";
            });
  }
}
