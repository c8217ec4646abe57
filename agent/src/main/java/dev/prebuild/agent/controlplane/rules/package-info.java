/** What may be asked and what follows from it, as pure functions. */
@NullMarked
package dev.prebuild.agent.controlplane.rules;

import org.jspecify.annotations.NullMarked;
