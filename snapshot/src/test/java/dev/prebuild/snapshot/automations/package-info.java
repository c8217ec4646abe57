@NullMarked
package dev.prebuild.snapshot.automations;

import org.jspecify.annotations.NullMarked;
