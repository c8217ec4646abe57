/**
 * From a prebuild spec to a snapshot. One {@link dev.prebuild.snapshot.PrebuildLoop loop} carries a
 * prebuild through; {@link dev.prebuild.snapshot.lifecycle.PrebuildPlanner} decides each step from
 * what the host holds, so that it can be taken up again after a crash at any point.
 */
@NullMarked
package dev.prebuild.snapshot;

import org.jspecify.annotations.NullMarked;
