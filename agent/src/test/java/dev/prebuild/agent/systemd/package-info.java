@NullMarked
package dev.prebuild.agent.systemd;

import org.jspecify.annotations.NullMarked;
