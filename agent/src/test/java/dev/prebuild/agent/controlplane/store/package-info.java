/** The control plane's databases: the same cases against each, then what is special to one. */
@NullMarked
package dev.prebuild.agent.controlplane.store;

import org.jspecify.annotations.NullMarked;
