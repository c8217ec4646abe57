/** The daemon on the runner host: joins pools and prebuilds to the outside. */
@NullMarked
package dev.prebuild.agent;

import org.jspecify.annotations.NullMarked;
