/** Sources of projects, fetched on the host by git. */
@NullMarked
package dev.prebuild.agent.git;

import org.jspecify.annotations.NullMarked;
