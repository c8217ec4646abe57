/** The sources of a prebuild, as this module reads them. */
@NullMarked
package dev.prebuild.snapshot.source;

import org.jspecify.annotations.NullMarked;
