/** The calls of the two services: checked at the door, then one transaction each. */
@NullMarked
package dev.prebuild.agent.controlplane.api;

import org.jspecify.annotations.NullMarked;
