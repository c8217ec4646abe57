@NullMarked
package dev.prebuild.snapshot;

import org.jspecify.annotations.NullMarked;
