@NullMarked
package dev.prebuild.snapshot.secrets;

import org.jspecify.annotations.NullMarked;
