@NullMarked
package dev.prebuild.config.settings;

import org.jspecify.annotations.NullMarked;
