/**
 * The page that shows how the host stands. It holds nothing: what it shows, it asks the API for.
 */
@NullMarked
package dev.prebuild.agent.page;

import org.jspecify.annotations.NullMarked;
