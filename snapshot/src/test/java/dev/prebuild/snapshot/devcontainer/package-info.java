@NullMarked
package dev.prebuild.snapshot.devcontainer;

import org.jspecify.annotations.NullMarked;
