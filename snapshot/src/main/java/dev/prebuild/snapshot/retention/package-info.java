/** Which snapshots stay on a host, and what the removal of the others frees. */
@NullMarked
package dev.prebuild.snapshot.retention;

import org.jspecify.annotations.NullMarked;
