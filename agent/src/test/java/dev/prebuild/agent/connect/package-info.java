@NullMarked
package dev.prebuild.agent.connect;

import org.jspecify.annotations.NullMarked;
