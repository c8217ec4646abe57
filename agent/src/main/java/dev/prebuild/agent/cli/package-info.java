/** The command line: what may be typed, and what is done then. */
@NullMarked
package dev.prebuild.agent.cli;

import org.jspecify.annotations.NullMarked;
