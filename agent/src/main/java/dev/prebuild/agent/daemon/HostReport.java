package dev.prebuild.agent.daemon;

import dev.prebuild.agent.engine.EngineRoom;
import dev.prebuild.config.settings.Settings;
import dev.prebuild.config.wire.runner.v1.HeldSnapshots;
import dev.prebuild.config.wire.runner.v1.HostState;
import java.util.Set;
import java.util.UUID;
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
            .setInstanceCapacity(current.pools().maxInstances())
            .setCordoned(current.runner().cordoned());
    // Without its engine a host can begin nothing; its pools stay its own until the engine is back.
    room.snapshots()
        .ifPresent(
            held ->
                state
                    .setPrebuildCapacity(current.prebuilds().concurrency())
                    .setSnapshots(snapshots(held)));
    return state.build();
  }

  private static HeldSnapshots snapshots(Set<UUID> held) {
    return HeldSnapshots.newBuilder().addAllIds(held.stream().map(UUID::toString).toList()).build();
  }
}
