package dev.prebuild.snapshot.devcontainer;

import dev.prebuild.config.spec.Allowances;
import java.util.UUID;

/**
 * Where a dev container is used.
 *
 * @param repositoryFolder absolute path in the container where the repository goes unless the dev
 *     container says otherwise
 * @param projectId source of {@code ${devcontainerId}}
 * @param allowances what the environment class allows
 */
public record DevContainerContext(String repositoryFolder, UUID projectId, Allowances allowances) {}
