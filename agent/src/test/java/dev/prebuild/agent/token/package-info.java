@NullMarked
package dev.prebuild.agent.token;

import org.jspecify.annotations.NullMarked;
