/**
 * The embedded control plane: {@code gitpod.v1.PrebuildService} for users and {@code
 * prebuildagent.v1.RunnerService} for agents, over one database. Whatever is decided is decided by
 * the pure functions of {@code rules}; {@code reconcile} brings them together with the {@code
 * store}, in one transaction for each call of the {@code api} and for each thing that time brings.
 */
@NullMarked
package dev.prebuild.agent.controlplane;

import org.jspecify.annotations.NullMarked;
