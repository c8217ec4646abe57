/**
 * Dev containers (containers.dev): what a devcontainer.json and an image's metadata say, and what
 * follows from it for a prebuild. Values to values; nothing here reads a file or runs a command.
 */
@NullMarked
package dev.prebuild.snapshot.devcontainer;

import org.jspecify.annotations.NullMarked;
