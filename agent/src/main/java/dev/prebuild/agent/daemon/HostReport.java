package dev.prebuild.agent.daemon;

import dev.prebuild.agent.engine.EngineRoom;
import dev.prebuild.config.settings.Settings;
import dev.prebuild.config.wire.runner.v1.HeldSnapshots;
import dev.prebuild.config.wire.runner.v1.HostState;
import java.util.function.Supplier;

/**
 * What this host can take on, as it is told to the control plane.
 *
 * @param settings as they are now
 */
record HostReport(Supplier<Settings> settings, EngineRoom room) implements Supplier<HostState> {

  @Override
  public HostState get() {
    Settings current = settings.get();
    HostState.Builder state =
        HostState.newBuilder()
            .setPrebuildCapacity(current.prebuilds().concurrency())
            .setInstanceCapacity(current.pools().maxInstances())
            .setCordoned(current.runner().cordoned());
    room.snapshots()
        .ifPresent(
            held ->
                state.setSnapshots(
                    HeldSnapshots.newBuilder()
                        .addAllIds(held.stream().map(Object::toString).toList())));
    return state.build();
  }
}
