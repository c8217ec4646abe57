package dev.prebuild.config.spec;

/**
 * A step of a prebuild that the control plane names.
 *
 * @param command run by /bin/sh in the workspace folder
 * @param mayFail whether its failure is a warning only
 */
public record Task(String name, String command, boolean mayFail) {}
