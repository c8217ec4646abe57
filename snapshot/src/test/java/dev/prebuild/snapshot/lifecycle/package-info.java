@NullMarked
package dev.prebuild.snapshot.lifecycle;

import org.jspecify.annotations.NullMarked;
