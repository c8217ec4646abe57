/** The steps of a prebuild: how they are run inside of it, and what became of them. */
@NullMarked
package dev.prebuild.snapshot.steps;

import org.jspecify.annotations.NullMarked;
