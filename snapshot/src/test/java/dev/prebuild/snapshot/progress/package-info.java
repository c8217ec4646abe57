@NullMarked
package dev.prebuild.snapshot.progress;

import org.jspecify.annotations.NullMarked;
