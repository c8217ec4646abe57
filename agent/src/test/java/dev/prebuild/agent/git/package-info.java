@NullMarked
package dev.prebuild.agent.git;

import org.jspecify.annotations.NullMarked;
