/** What the control plane knows, in a database. */
@NullMarked
package dev.prebuild.agent.controlplane.store;

import org.jspecify.annotations.NullMarked;
