/** How short this host is, looked at again and again, and handed to those who can do with less. */
@NullMarked
package dev.prebuild.agent.pressure;

import org.jspecify.annotations.NullMarked;
