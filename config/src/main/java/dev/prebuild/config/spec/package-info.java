/**
 * What the control plane wants of this runner, as immutable values. The wire's messages end at
 * {@link dev.prebuild.config.spec.DesiredState#read}: behind it every id is a UUID, every size in
 * its range, and nothing is null.
 */
@NullMarked
package dev.prebuild.config.spec;

import org.jspecify.annotations.NullMarked;
