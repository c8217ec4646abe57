@NullMarked
package dev.prebuild.agent.cli.output;

import org.jspecify.annotations.NullMarked;
