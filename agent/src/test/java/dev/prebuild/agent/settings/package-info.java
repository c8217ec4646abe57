@NullMarked
package dev.prebuild.agent.settings;

import org.jspecify.annotations.NullMarked;
