@NullMarked
package dev.prebuild.agent;

import org.jspecify.annotations.NullMarked;
