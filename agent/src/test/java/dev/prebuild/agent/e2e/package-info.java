/** The packaged daemon as its users have it: a process, a real engine, real git, real HTTP. */
@NullMarked
package dev.prebuild.agent.e2e;

import org.jspecify.annotations.NullMarked;
