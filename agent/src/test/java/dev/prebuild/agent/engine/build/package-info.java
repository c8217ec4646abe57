@NullMarked
package dev.prebuild.agent.engine.build;

import org.jspecify.annotations.NullMarked;
