@NullMarked
package dev.prebuild.agent.sync;

import org.jspecify.annotations.NullMarked;
