/** What systemd and the agent have to say to each other; nothing about prebuilds in it. */
@NullMarked
package dev.prebuild.agent.systemd;

import org.jspecify.annotations.NullMarked;
