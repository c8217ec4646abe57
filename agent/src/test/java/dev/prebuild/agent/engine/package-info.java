@NullMarked
package dev.prebuild.agent.engine;

import org.jspecify.annotations.NullMarked;
