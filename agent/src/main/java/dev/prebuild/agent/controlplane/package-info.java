/**
 * The embedded control plane: {@code gitpod.v1.PrebuildService} for users and {@code
 * prebuildagent.v1.RunnerService} for agents, over one database. Whatever is decided is decided by
 * pure functions ({@link dev.prebuild.agent.controlplane.rules.PhaseRules}, the request checks, the
 * status rules); the two APIs bring them together with the store, one transaction for each call.
 */
@NullMarked
package dev.prebuild.agent.controlplane;

import org.jspecify.annotations.NullMarked;
