@NullMarked
package dev.prebuild.agent.tls;

import org.jspecify.annotations.NullMarked;
