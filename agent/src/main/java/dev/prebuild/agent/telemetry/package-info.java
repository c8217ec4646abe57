/** What is told of all that happens, as log lines and as metrics. */
@NullMarked
package dev.prebuild.agent.telemetry;

import org.jspecify.annotations.NullMarked;
