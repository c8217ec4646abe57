@NullMarked
package dev.prebuild.snapshot.messages;

import org.jspecify.annotations.NullMarked;
