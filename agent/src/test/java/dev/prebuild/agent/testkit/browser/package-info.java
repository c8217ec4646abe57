/** A real browser for tests of the page. */
@NullMarked
package dev.prebuild.agent.testkit.browser;

import org.jspecify.annotations.NullMarked;
