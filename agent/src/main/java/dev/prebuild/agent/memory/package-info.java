/** What pools remember of their claims, in files. */
@NullMarked
package dev.prebuild.agent.memory;

import org.jspecify.annotations.NullMarked;
