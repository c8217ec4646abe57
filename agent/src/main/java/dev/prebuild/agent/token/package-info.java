/** Bearer tokens: the agent's own, in a file, and the signed ones that open a prebuild's logs. */
@NullMarked
package dev.prebuild.agent.token;

import org.jspecify.annotations.NullMarked;
