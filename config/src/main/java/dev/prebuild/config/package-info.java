@NullMarked
package dev.prebuild.config;

import org.jspecify.annotations.NullMarked;
