/** Follows what takes its time, until it is over. */
@NullMarked
package dev.prebuild.agent.cli.follow;

import org.jspecify.annotations.NullMarked;
