/**
 * Logs of prebuilds: kept in bounded files for as long as the prebuild, and read while they grow.
 */
@NullMarked
package dev.prebuild.agent.logs;

import org.jspecify.annotations.NullMarked;
