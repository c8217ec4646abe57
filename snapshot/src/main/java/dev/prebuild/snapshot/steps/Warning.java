package dev.prebuild.snapshot.steps;

/**
 * Something went wrong, and the prebuild goes on.
 *
 * @param step where it did: a step's name, or the name of what the agent itself was at
 * @param text what, why, and what to do about it
 */
public record Warning(String step, String text) {}
