/** How the command line tells things: as text or JSON, on a terminal or in a pipe. */
@NullMarked
package dev.prebuild.agent.cli.output;

import org.jspecify.annotations.NullMarked;
