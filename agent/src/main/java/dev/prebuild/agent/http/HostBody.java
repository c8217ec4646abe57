package dev.prebuild.agent.http;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonInclude;
import dev.prebuild.agent.engine.Census;
import dev.prebuild.agent.host.HostControl;
import dev.prebuild.agent.host.HostMode;
import dev.prebuild.agent.host.Stance;
import java.time.Instant;
import java.util.Optional;

/**
 * A host as its operator sees it.
 *
 * @param mode that is in force
 * @param cordonedBySettings whether the settings cordon the host: it opens only when they do not
 * @param instances idle ones that are left, by the engine's word; absent while it is away
 * @param environments claimed ones; absent while the engine is away
 */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record HostBody(
    HostMode mode,
    @JsonFormat(shape = JsonFormat.Shape.STRING) Instant since,
    boolean cordonedBySettings,
    Optional<Integer> instances,
    Optional<Integer> environments) {

  static HostBody of(HostControl host, Optional<Census> census) {
    Stance stance = host.stance();
    return new HostBody(
        stance.mode(),
        stance.since(),
        host.isCordonedBySettings(),
        census.map(Census::instances),
        census.map(Census::environments));
  }
}
