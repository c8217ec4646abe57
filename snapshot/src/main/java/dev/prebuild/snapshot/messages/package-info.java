/** What is told of files that somebody else has written: short, on one line, and never endless. */
@NullMarked
package dev.prebuild.snapshot.messages;

import org.jspecify.annotations.NullMarked;
