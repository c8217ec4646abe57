/** What tests and benchmarks of the packaged daemon and of the real engine share. */
@NullMarked
package dev.prebuild.agent.testkit;

import org.jspecify.annotations.NullMarked;
