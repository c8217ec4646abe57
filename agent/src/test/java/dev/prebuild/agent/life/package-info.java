@NullMarked
package dev.prebuild.agent.life;

import org.jspecify.annotations.NullMarked;
