@NullMarked
package dev.prebuild.agent.telemetry;

import org.jspecify.annotations.NullMarked;
