/** What prebuilds need of the host that runs them. */
@NullMarked
package dev.prebuild.snapshot.host;

import org.jspecify.annotations.NullMarked;
