/** Where a prebuild stands and what comes next, as pure functions. */
@NullMarked
package dev.prebuild.snapshot.lifecycle;

import org.jspecify.annotations.NullMarked;
