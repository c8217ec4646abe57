@NullMarked
package dev.prebuild.agent.page;

import org.jspecify.annotations.NullMarked;
