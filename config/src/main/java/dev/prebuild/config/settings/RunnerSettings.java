package dev.prebuild.config.settings;

import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import java.util.Optional;
import java.util.UUID;

/**
 * Who this agent is.
 *
 * @param id the runner's id at the control plane; also the label on all that the agent makes, so it
 *     must never change while instances live
 * @param host name of this host among the hosts of the runner; the machine's own name if unset
 * @param cordoned whether this host takes nothing new: no prebuild, no share of a pool; counts from
 *     the next reload on
 */
public record RunnerSettings(
    @NotNull(message = "must be the runner's UUID, as the control plane knows it") UUID id,
    Optional<@Pattern(regexp = "[A-Za-z0-9][A-Za-z0-9._-]{0,62}") String> host,
    boolean cordoned) {}
