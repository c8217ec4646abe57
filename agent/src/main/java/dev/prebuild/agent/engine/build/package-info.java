/**
 * What images are built of: the files of a repository that go to the engine, the Dockerfile, and
 * what the {@code devcontainer} command is given. Nothing here asks the engine for anything, and
 * nothing here trusts the repository.
 */
@NullMarked
package dev.prebuild.agent.engine.build;

import org.jspecify.annotations.NullMarked;
