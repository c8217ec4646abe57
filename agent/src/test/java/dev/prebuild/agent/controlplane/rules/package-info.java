/** Tests of what is decided, on values. */
@NullMarked
package dev.prebuild.agent.controlplane.rules;

import org.jspecify.annotations.NullMarked;
