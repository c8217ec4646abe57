@NullMarked
package dev.prebuild.snapshot.retention;

import org.jspecify.annotations.NullMarked;
