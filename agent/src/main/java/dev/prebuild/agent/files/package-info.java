/** Files on the host. */
@NullMarked
package dev.prebuild.agent.files;

import org.jspecify.annotations.NullMarked;
