/** The projects and environment classes that the settings list. */
@NullMarked
package dev.prebuild.agent.controlplane.catalog;

import org.jspecify.annotations.NullMarked;
