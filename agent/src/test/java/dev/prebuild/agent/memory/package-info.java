@NullMarked
package dev.prebuild.agent.memory;

import org.jspecify.annotations.NullMarked;
