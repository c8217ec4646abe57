package dev.prebuild.agent.git;

/**
 * What one prebuild's clones have in common.
 *
 * @param requester on whose behalf servers are asked
 * @param git that talks to them, with the executor's credentials for the one they are for
 * @param local that reads what was fetched
 * @param log of the prebuild
 */
record Errand(Requester requester, Git git, Git local, CloneLog log) {}
