/** Tests of what follows from changes and from time, on real databases. */
@NullMarked
package dev.prebuild.agent.controlplane.reconcile;

import org.jspecify.annotations.NullMarked;
