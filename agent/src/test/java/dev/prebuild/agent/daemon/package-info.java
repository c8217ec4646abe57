@NullMarked
package dev.prebuild.agent.daemon;

import org.jspecify.annotations.NullMarked;
