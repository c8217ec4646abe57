@NullMarked
package dev.prebuild.snapshot.steps;

import org.jspecify.annotations.NullMarked;
