/**
 * The operator's settings as one tree of records. Defaults stand in {@code
 * dev/prebuild/config/prebuild-agent.yaml}, ranges on the record components; a value that breaks
 * one is refused at the door, so that the rest of the program never checks again.
 */
@NullMarked
package dev.prebuild.config.settings;

import org.jspecify.annotations.NullMarked;
