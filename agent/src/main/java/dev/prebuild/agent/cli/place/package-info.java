/** Whom the command line calls, and by which names it knows things: from the settings. */
@NullMarked
package dev.prebuild.agent.cli.place;

import org.jspecify.annotations.NullMarked;
