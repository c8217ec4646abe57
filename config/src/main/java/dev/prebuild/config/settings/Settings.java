package dev.prebuild.config.settings;

import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import java.util.Optional;

/**
 * Everything an operator can set.
 *
 * @param runner who this agent is
 * @param controlPlane where desired specs come from and status goes to
 * @param engine the container engine that this agent drives
 * @param http the agent's own listener: claims, metrics, health
 * @param paths folders that belong to the agent
 * @param prebuilds limits of prebuilds on this host
 * @param snapshots what is made of prebuilds, and how long it stays
 * @param pools limits of warm pools on this host
 * @param disk when the host counts as short of disk
 * @param log what is logged, and how
 * @param standalone the embedded control plane; used by {@code prebuild-agent standalone} alone
 */
public record Settings(
    @Valid @NotNull RunnerSettings runner,
    @Valid @NotNull ControlPlaneSettings controlPlane,
    @Valid @NotNull EngineSettings engine,
    @Valid @NotNull HttpSettings http,
    @Valid @NotNull PathSettings paths,
    @Valid @NotNull PrebuildSettings prebuilds,
    @Valid @NotNull SnapshotSettings snapshots,
    @Valid @NotNull PoolSettings pools,
    @Valid @NotNull DiskSettings disk,
    @Valid @NotNull LogSettings log,
    @Valid Optional<StandaloneSettings> standalone) {}
