/** How the host stands, in one answer: for whoever looks at it, on the page or the command line. */
@NullMarked
package dev.prebuild.agent.overview;

import org.jspecify.annotations.NullMarked;
