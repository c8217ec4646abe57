/** Handing an instance over to an environment. */
@NullMarked
package dev.prebuild.pool.claim;

import org.jspecify.annotations.NullMarked;
