package dev.prebuild.agent.git;

import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * One repository to be cloned.
 *
 * @param ref branch, tag or commit; the default branch if empty
 * @param depth most commits of history; all of it if empty
 * @param checkout folder that it goes to; whatever is there is removed
 */
record Order(RemoteUrl url, Optional<String> ref, OptionalInt depth, Path checkout) {}
