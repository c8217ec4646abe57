@NullMarked
package dev.prebuild.agent.logs;

import org.jspecify.annotations.NullMarked;
