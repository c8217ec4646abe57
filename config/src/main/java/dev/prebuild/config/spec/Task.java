package dev.prebuild.config.spec;

/**
 * A step of a prebuild.
 *
 * @param command run by /bin/sh in the workspace folder
 */
public record Task(String name, String command) {}
