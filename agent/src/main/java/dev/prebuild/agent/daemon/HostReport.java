package dev.prebuild.agent.daemon;

import dev.prebuild.agent.engine.EngineRoom;
import dev.prebuild.agent.host.HostMode;
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
 * @param mode that is in force now
 */
record HostReport(Supplier<Settings> settings, Supplier<HostMode> mode, EngineRoom room)
    implements Supplier<HostState> {

  @Override
  public HostState get() {
    Settings current = settings.get();
    HostState.Builder state =
        HostState.newBuilder()
            .setInstanceCapacity(current.pools().maxInstances())
            .setCanPull(current.snapshots().registry().isPresent())
            .setCordoned(mode.get().isCordoned());
    // Without its engine a host can begin nothing; its pools stay its own until the engine is back.
    room.snapshots()
        .ifPresent(
            held ->
                state
                    .setPrebuildCapacity(current.prebuilds().concurrency())
                    .setSnapshots(snapshots(held)));
    return state.build();
  }

  /** One may have come or gone between two looks. */
  private HeldSnapshots snapshots(Set<UUID> held) {
    HeldSnapshots.Builder snapshots =
        HeldSnapshots.newBuilder().addAllIds(held.stream().map(UUID::toString).toList());
    room.published()
        .forEach(
            (id, reference) -> {
              if (held.contains(id)) {
                snapshots.putReferences(id.toString(), reference.toString());
              }
            });
    return snapshots.build();
  }
}
