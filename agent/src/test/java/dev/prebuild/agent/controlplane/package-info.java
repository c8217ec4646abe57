@NullMarked
package dev.prebuild.agent.controlplane;

import org.jspecify.annotations.NullMarked;
