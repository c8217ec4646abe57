@NullMarked
package dev.prebuild.config.spec;

import org.jspecify.annotations.NullMarked;
