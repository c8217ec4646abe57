package dev.prebuild.agent.git;

/**
 * A submodule as a commit of its parent has it; everything but the commit may be hostile.
 *
 * @param name in .gitmodules
 * @param path relative to the parent's root
 * @param url may be relative to the parent's
 * @param commit whole id
 */
record SubmoduleEntry(String name, String path, String url, String commit) {}
