package dev.prebuild.agent.engine;

import dev.prebuild.snapshot.progress.Contents;
import dev.prebuild.snapshot.progress.Footprint;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What a container has written on top of its image.
 *
 * @param folder where that lies on this host's disk; empty where it cannot be read
 * @param contents what is in it, if it can be read
 * @param footprint of all of it; without the number of files where it cannot be read
 */
record WrittenLayer(
    Optional<Path> folder, Optional<Contents<Path>> contents, Footprint footprint) {}
