/** Keys, certificates and whom they are shown to. */
@NullMarked
package dev.prebuild.agent.tls;

import org.jspecify.annotations.NullMarked;
