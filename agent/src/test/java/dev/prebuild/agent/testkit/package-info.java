/** What tests against the real engine share. */
@NullMarked
package dev.prebuild.agent.testkit;

import org.jspecify.annotations.NullMarked;
