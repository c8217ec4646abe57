package dev.prebuild.agent.git;

/**
 * A repository that was cloned.
 *
 * @param commit that is checked out
 * @param fetchedBytes as they lie on disk
 */
record Clone(String commit, long fetchedBytes) {}
