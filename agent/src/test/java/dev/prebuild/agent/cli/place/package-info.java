@NullMarked
package dev.prebuild.agent.cli.place;

import org.jspecify.annotations.NullMarked;
