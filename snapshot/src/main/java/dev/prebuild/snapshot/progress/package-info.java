/** How far a commit has come. */
@NullMarked
package dev.prebuild.snapshot.progress;

import org.jspecify.annotations.NullMarked;
