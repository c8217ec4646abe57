@NullMarked
package dev.prebuild.agent.cli.follow;

import org.jspecify.annotations.NullMarked;
