@NullMarked
package dev.prebuild.pool;

import org.jspecify.annotations.NullMarked;
