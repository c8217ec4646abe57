/** Tests of what the control plane decides by. */
@NullMarked
package dev.prebuild.agent.controlplane.rules;

import org.jspecify.annotations.NullMarked;
