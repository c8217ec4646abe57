/**
 * The automations file of a repository: its tasks and services, and the order in which they run.
 */
@NullMarked
package dev.prebuild.snapshot.automations;

import org.jspecify.annotations.NullMarked;
