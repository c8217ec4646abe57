/** Layers as they lie on the disk of an engine of this host. */
@NullMarked
package dev.prebuild.agent.engine.layer;

import org.jspecify.annotations.NullMarked;
