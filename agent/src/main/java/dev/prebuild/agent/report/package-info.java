/** Status on its way to the control plane: in order, with versions, and for as long as it takes. */
@NullMarked
package dev.prebuild.agent.report;

import org.jspecify.annotations.NullMarked;
