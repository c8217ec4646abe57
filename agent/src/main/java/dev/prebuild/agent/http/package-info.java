/** The agent's own HTTP API: claims, logs, health and metrics. */
@NullMarked
package dev.prebuild.agent.http;

import org.jspecify.annotations.NullMarked;
