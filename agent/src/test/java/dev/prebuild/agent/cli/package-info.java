@NullMarked
package dev.prebuild.agent.cli;

import org.jspecify.annotations.NullMarked;
