/** Tests of what calls are made of. */
@NullMarked
package dev.prebuild.agent.controlplane.api;

import org.jspecify.annotations.NullMarked;
