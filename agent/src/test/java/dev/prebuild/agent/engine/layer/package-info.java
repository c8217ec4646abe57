@NullMarked
package dev.prebuild.agent.engine.layer;

import org.jspecify.annotations.NullMarked;
