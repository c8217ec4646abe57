/**
 * What follows from a change, and from the passing of time, within the transaction that finds it.
 */
@NullMarked
package dev.prebuild.agent.controlplane.reconcile;

import org.jspecify.annotations.NullMarked;
