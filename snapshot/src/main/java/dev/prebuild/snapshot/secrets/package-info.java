/** What a prebuild was told in confidence, and how it is found again. */
@NullMarked
package dev.prebuild.snapshot.secrets;

import org.jspecify.annotations.NullMarked;
